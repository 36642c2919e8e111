// A form the bot opened, as a native dialog: the focus stays inside, Escape cancels.

import { Failure } from "./api.js";
import { el } from "./dom.js";
import { modalFields } from "./fields.js";

/** Show `modal` ({modal_id, title, components}) and send what was filled in; `scene` as for modalFields. */
export function openModal(modal, world, scene) {
  const fields = modalFields(modal.components, scene);
  const error = el("p", { class: "failure", role: "alert" });
  const submit = el("button", { type: "submit", class: "button primary" }, "Submit");
  const cancel = el("button", { type: "button", class: "button secondary" }, "Cancel");
  cancel.addEventListener("click", () => dialog.close());
  const form = el("form", { novalidate: true },
    el("h2", { id: "modal-title" }, modal.title),
    el("div", { class: "fields" }, fields.map((field) => field.node), error),
    el("div", { class: "actions" }, cancel, submit));
  const dialog = el("dialog", { class: "modal", "aria-labelledby": "modal-title" }, form);
  dialog.addEventListener("close", () => dialog.remove());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const values = readAll(fields);
    if (!values || submit.ariaBusy === "true") return;
    submit.ariaBusy = "true";
    error.textContent = "";
    try {
      await send(modal, values, world);
      dialog.close();
    } catch (failure) {
      error.textContent = failure.message;
    }
    submit.ariaBusy = null;
  });
  document.body.append(dialog);
  dialog.showModal();
  fields.find((field) => field.focus)?.focus();
}

/** {custom_id: value} of all fields, or null after marking what is wrong and going to the first such place. */
function readAll(fields) {
  const readings = fields.filter((field) => field.read).map((field) => ({ field, ...field.read() }));
  readings.forEach(({ field, problem }) => field.complain(problem ?? ""));
  const wrong = readings.find(({ problem }) => problem);
  wrong?.field.focus();
  if (wrong) return null;
  const filled = readings.filter(({ value }) => value !== undefined);
  return Object.fromEntries(filled.map(({ field, value }) => [field.customId, value]));
}

async function send(modal, values, world) {
  const outcome = await world.api.submitModal(modal.modal_id, values);
  if (outcome.state === "failed") throw new Failure(outcome.failure ?? "Something went wrong. Try again.");
  if (outcome.message) world.put(outcome.message);
}
