// One option of a slash command on the composer's line: a labelled input that fits the option's type.

import { Combobox } from "./combobox.js";
import { el, freshId } from "./dom.js";
import { isReadable } from "./state.js";

// https://discord.com/developers/docs/interactions/application-commands (option types)
const INTEGER = 4;
const BOOLEAN = 5;
const USER = 6;
const CHANNEL = 7;
const ROLE = 8;
const MENTIONABLE = 9;
const NUMBER = 10;
const ATTACHMENT = 11;
const AUTOCOMPLETE_DELAY_MS = 150;

export class Argument {
  /** `place` carries world, guild and suggest(argument), which asks the bot for choices. */
  constructor(option, place) {
    Object.assign(this, { option, place, picked: null });
    const id = freshId("option");
    this.input = el("input", {
      id, type: "text", placeholder: option.description, maxlength: option.max_length, spellcheck: "false",
      "aria-required": option.required ? "true" : null, "aria-describedby": `${id}-problem`, autocomplete: "off",
      inputmode: option.type === INTEGER ? "numeric" : option.type === NUMBER ? "decimal" : null,
      disabled: option.type === ATTACHMENT,
    });
    this.problem = el("span", { class: "problem", id: `${id}-problem`, role: "alert" });
    this.input.addEventListener("input", () => { this.picked = null; this.complain(""); });
    const label = el("label", { for: id }, option.name, option.required && el("span", { class: "star" }, " *"));
    this.node = el("div", { class: "argument" }, label, this.input, this.suggestions(), this.problem);
    if (option.type === ATTACHMENT) this.input.placeholder = "The simulator has no uploads";
  }

  suggestions() {
    const source = this.source();
    if (!source) return null;
    const combobox = new Combobox(this.input, {
      label: `Choices for ${this.option.name}`,
      source: (text) => (this.picked ? null : source(text)),
      debounce: this.option.autocomplete ? AUTOCOMPLETE_DELAY_MS : 0,
      pick: (item) => this.pick(item),
    });
    this.input.addEventListener("focus", () => combobox.refresh());
    return combobox.listbox.node;
  }

  source() {
    if (this.option.autocomplete) return () => this.place.suggest(this);
    if (!this.choices()) return null;
    return (text) => this.choices().filter((item) => item.label.toLowerCase().includes(text.trim().toLowerCase()));
  }

  /** Everything that can be picked, when that is known beforehand; null for free text. */
  choices() {
    const { guild, world } = this.place;
    const people = () => guild.members.map(({ user }) => {
      return { label: `@${world.nameOf(user.id, guild)}`, detail: user.username, value: user.id };
    });
    const roles = () => guild.roles.map((role) => ({ label: `@${role.name.replace(/^@/, "")}`, value: role.id }));
    const types = this.option.channel_types;
    const allowed = (channel) => (types?.length ? types.includes(channel.type) : isReadable(channel));
    const channels = () => guild.channels.filter(allowed)
      .map((channel) => ({ label: `#${channel.name}`, value: channel.id }));
    if (this.option.choices?.length) return this.option.choices.map(({ name, value }) => ({ label: name, value }));
    switch (this.option.type) {
      case BOOLEAN: return [{ label: "True", value: true }, { label: "False", value: false }];
      case USER: return people();
      case CHANNEL: return channels();
      case ROLE: return roles();
      case MENTIONABLE: return [...people(), ...roles()];
      default: return null;
    }
  }

  pick(item) {
    this.picked = item;
    this.input.value = item.label;
    this.complain("");
  }

  complain(text) {
    this.problem.textContent = text;
    if (text) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }

  /** As typed so far, also half a number: what the bot's autocomplete gets. */
  draft() {
    return { name: this.option.name, type: this.option.type, value: this.picked?.value ?? this.input.value };
  }

  /** {value} ready to send, {} when left empty, or {problem}: a sentence. */
  read() {
    const text = this.input.value.trim();
    if (!text) return this.option.required ? { problem: "This option is required." } : {};
    if (this.picked) return { value: this.picked.value };
    const listed = this.choices()?.find((item) => item.label.toLowerCase() === text.toLowerCase());
    if (listed) return { value: listed.value };
    if (this.choices()) return { problem: "Pick one from the list." };
    if (this.option.type === INTEGER || this.option.type === NUMBER) return this.readNumber(text);
    const least = this.option.min_length ?? 0;
    if (text.length < least) return { problem: `At least ${least} characters.` };
    return { value: this.input.value };
  }

  readNumber(text) {
    const { type, min_value: least, max_value: most } = this.option;
    const value = Number(text);
    if (!Number.isFinite(value)) return { problem: "This is not a number." };
    if (type === INTEGER && !Number.isInteger(value)) return { problem: "This must be a whole number." };
    if (value < least) return { problem: `At least ${least}.` };
    if (value > most) return { problem: `At most ${most}.` };
    return { value };
  }
}
