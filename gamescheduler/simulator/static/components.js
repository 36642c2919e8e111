// Message components, classic rows and Components V2, as nodes.
// https://discord.com/developers/docs/components/reference

import { el } from "./dom.js";
import { markdown } from "./markdown.js";
import { hexColour } from "./names.js";
import { SelectMenu, selectItems } from "./selectmenu.js";

const BUTTON_STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger" };
const LINK_BUTTON = 5;

/**
 * The components of a message. `scene` carries message, guild, context (for markdown), nameOf(userId),
 * isPending(customId) and press(customId, values).
 */
export function renderComponents(components, scene) {
  return (components ?? []).map((component) => DRAWN[component.type]?.(component, scene));
}

const DRAWN = {
  1: (row, scene) => el("div", { class: "row" }, renderComponents(row.components, scene)),
  2: button,
  3: select,
  5: select,
  6: select,
  7: select,
  8: select,
  9: section,
  10: (text, scene) => el("div", { class: "text" }, markdown(text.content, scene.context)),
  11: (thumbnail) => picture(thumbnail),
  12: (gallery) => el("div", { class: "gallery" }, gallery.items.map(picture)),
  13: (file) => el("p", { class: "file" }, file.file.url.split("/").at(-1)),
  14: (separator) => el("hr", { class: separatorClass(separator) }),
  17: container,
};

function container(component, scene) {
  const node = el("div", { class: "container" }, renderComponents(component.components, scene));
  if (typeof component.accent_color === "number") {
    node.classList.add("accented");
    node.style.setProperty("--accent-colour", hexColour(component.accent_color));
  }
  return node;
}

function section(component, scene) {
  return el("div", { class: "section" },
    el("div", { class: "grow" }, renderComponents(component.components, scene)),
    renderComponents([component.accessory], scene));
}

function separatorClass({ divider, spacing }) {
  return [divider === false && "invisible", spacing === 2 && "large"].filter(Boolean).join(" ") || null;
}

function button(component, scene) {
  const label = [component.emoji?.name, component.label].filter(Boolean).join(" ");
  if (component.style === LINK_BUTTON) {
    const outside = { href: component.url, target: "_blank", rel: "noopener noreferrer" };
    return el("a", { class: "button secondary", ...outside },
      label, el("span", { class: "outward", "aria-hidden": "true" }, " ↗"));
  }
  const pending = scene.isPending(component.custom_id);
  return el("button", {
    type: "button", class: `button ${BUTTON_STYLES[component.style] ?? "secondary"}`,
    data: { key: `${scene.message.id}:${component.custom_id}` }, disabled: component.disabled,
    // Not `disabled`: that would throw the keyboard's focus away in the middle of a press.
    "aria-disabled": pending ? "true" : null, "aria-busy": pending ? "true" : null,
    onclick: () => scene.isPending(component.custom_id) || scene.press(component.custom_id),
  }, label);
}

function select(component, scene) {
  const key = `${scene.message.id}:${component.custom_id}`;
  const items = selectItems(component, scene.guild, scene.nameOf);
  const changed = (values) => scene.press(component.custom_id, values);
  const menu = new SelectMenu(component, items, { key, changed });
  if (scene.isPending(component.custom_id)) menu.button.setAttribute("aria-busy", "true");
  return menu.node;
}

// Only pictures of this very origin are shown: the page makes no request to anybody else.
function picture({ media, description }) {
  const url = new URL(media.url, document.baseURI);
  const local = url.origin === location.origin || url.protocol === "data:";
  if (local) return el("img", { class: "picture", src: url.href, alt: description ?? "" });
  return el("a", { class: "picture", href: url.href, target: "_blank", rel: "noopener noreferrer" },
    description || "Picture");
}
