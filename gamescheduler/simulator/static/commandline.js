// Filling in and running one slash command.

import { Failure } from "./api.js";
import { Argument } from "./argument.js";
import { invocation } from "./commands.js";
import { el } from "./dom.js";

export class CommandLine {
  /** `left()` is called when it was run or given up; `openModal(modal)` when the bot answers with a form. */
  constructor(entry, { world, guild, channelId, left, openModal }) {
    Object.assign(this, { entry, world, guild, channelId, left, openModal });
    const byNeed = [...entry.options].sort((a, b) => Number(b.required ?? false) - Number(a.required ?? false));
    this.arguments = byNeed.filter((option) => option.required).map((option) => this.argument(option));
    this.absent = byNeed.filter((option) => !option.required);
    this.slots = el("div", { class: "arguments" }, this.arguments.map((argument) => argument.node));
    this.more = el("div", { class: "more" });
    this.error = el("p", { class: "failure", role: "alert" });
    this.send = el("button", { type: "submit", class: "button primary" }, "Run");
    this.node = el("form", {
      class: "commandline", novalidate: true, "aria-label": entry.name,
      onsubmit: (event) => this.submit(event), onkeydown: (event) => event.key === "Escape" && this.left(),
    }, this.heading(), this.slots, el("div", { class: "finish" }, this.more, this.send), this.error);
    this.offerMore(false);
  }

  heading() {
    const close = { type: "button", class: "plain close", "aria-label": "Leave this command" };
    return el("div", { class: "command" },
      el("strong", {}, this.entry.name), el("span", { class: "detail" }, this.entry.description),
      el("button", { ...close, onclick: () => this.left() }, "✕"));
  }

  argument(option) {
    const suggest = (argument) => this.suggest(argument);
    return new Argument(option, { world: this.world, guild: this.guild, suggest });
  }

  focus() {
    (this.arguments[0]?.input ?? this.send).focus();
  }

  /** The options not on the line yet: folded into one button, or one button each. */
  offerMore(unfolded) {
    const chip = (label, onclick, more) => el("button", { type: "button", class: "chip", onclick, ...more }, label);
    const one = (option) => chip(`+ ${option.name}`, () => this.add(option), { title: option.description });
    const all = () => chip(`+${this.absent.length} optional`, () => this.unfold(), { "aria-expanded": "false" });
    const folded = this.absent.length > 0 && !unfolded;
    this.more.replaceChildren(...(folded ? [all()] : this.absent.map(one)));
  }

  unfold() {
    this.offerMore(true);
    this.more.querySelector("button")?.focus();
  }

  add(option) {
    const argument = this.argument(option);
    this.absent = this.absent.filter((other) => other !== option);
    this.arguments.push(argument);
    this.slots.append(argument.node);
    this.offerMore(true);
    argument.input.focus();
  }

  async suggest(focused) {
    const filled = this.arguments.filter((argument) => argument === focused || argument.input.value.trim());
    const drafts = filled.map((argument) => {
      return argument === focused ? { ...argument.draft(), focused: true } : argument.draft();
    });
    const { choices } = await this.world.api.autocomplete(this.body(drafts));
    return choices.map(({ name, value }) => ({ label: name, value }));
  }

  body(values) {
    return invocation(this.entry, this.guild.id, this.channelId, values);
  }

  /** The filled-in options, or null after marking what is wrong and going to the first such place. */
  read() {
    const readings = this.arguments.map((argument) => ({ argument, ...argument.read() }));
    readings.forEach(({ argument, problem }) => argument.complain(problem ?? ""));
    const wrong = readings.find(({ problem }) => problem);
    wrong?.argument.input.focus();
    if (wrong) return null;
    const filled = readings.filter(({ value }) => value !== undefined);
    return filled.map(({ argument, value }) => ({ name: argument.option.name, type: argument.option.type, value }));
  }

  async submit(event) {
    event.preventDefault();
    const values = this.read();
    if (!values || this.send.ariaBusy === "true") return;
    this.send.ariaBusy = "true";
    this.error.textContent = "";
    try {
      const outcome = await this.world.api.command(this.body(values));
      if (outcome.state === "failed") throw new Failure(outcome.failure ?? "This interaction failed");
      if (outcome.message) this.world.put(outcome.message);
      // Somebody who went elsewhere meanwhile keeps what they type there.
      if (this.node.isConnected) this.left();
      if (outcome.modal && !this.world.retired) this.openModal(outcome.modal);
    } catch (failure) {
      this.error.textContent = failure.message;
      this.send.ariaBusy = null;
    }
  }
}
