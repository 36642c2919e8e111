// A Discord select menu: the select-only combobox of the ARIA Authoring Practices. One value is taken at once,
// several when the list closes.

import { el } from "./dom.js";
import { Listbox } from "./listbox.js";

const NAMES = { 3: "option", 5: "person", 6: "role", 7: "person or role", 8: "channel" };

/** What can be picked in a select component of any type, as [{label, detail, value, selected}]. */
export function selectItems(component, guild, nameOf) {
  const chosen = new Set((component.default_values ?? []).map((value) => value.id));
  const entity = (value, label) => ({ value, label, selected: chosen.has(value) });
  const people = () => (guild?.members ?? []).map(({ user }) => entity(user.id, nameOf(user.id)));
  const roles = () => (guild?.roles ?? []).filter((role) => role.id !== guild.id)
    .map((role) => entity(role.id, `@${role.name}`));
  const ofType = (channel) => !component.channel_types?.length || component.channel_types.includes(channel.type);
  const channels = () => (guild?.channels ?? []).filter(ofType)
    .map((channel) => entity(channel.id, `#${channel.name}`));
  const sources = { 5: people, 6: roles, 7: () => [...people(), ...roles()], 8: channels };
  const strings = () => component.options.map((option) => ({
    value: option.value, label: [option.emoji?.name, option.label].filter(Boolean).join(" "),
    detail: option.description, selected: Boolean(option.default),
  }));
  return (sources[component.type] ?? strings)();
}

export class SelectMenu {
  /** `changed(values)` is called when a choice is complete and differs from the one before. */
  constructor(component, items, { label, key, changed = () => {} }) {
    Object.assign(this, { items, changed });
    this.maximum = component.max_values ?? 1;
    this.placeholder = component.placeholder || `Choose ${this.maximum > 1 ? "some" : "one"}`;
    this.listbox = new Listbox({
      label: label ?? this.placeholder, choose: (item) => this.toggle(item), multiple: this.maximum > 1,
    });
    this.button = el("button", {
      type: "button", class: "select", data: { key }, role: "combobox", "aria-haspopup": "listbox",
      "aria-expanded": "false", "aria-controls": this.listbox.node.id, "aria-label": label ?? this.placeholder,
      title: NAMES[component.type] && `Choose a ${NAMES[component.type]}`,
      onclick: () => (this.listbox.open ? this.close() : this.open()),
      onkeydown: (event) => this.key(event), onblur: () => this.close(),
    });
    this.button.disabled = Boolean(component.disabled);
    this.listbox.onhighlight = (id) => id && this.button.setAttribute("aria-activedescendant", id);
    this.node = el("div", { class: "selectmenu" }, this.button, this.listbox.node);
    this.describe();
  }

  get values() {
    return this.items.filter((item) => item.selected).map((item) => item.value);
  }

  describe() {
    const labels = this.items.filter((item) => item.selected).map((item) => item.label);
    this.button.textContent = labels.join(", ") || this.placeholder;
    this.button.classList.toggle("empty", labels.length === 0);
  }

  open() {
    this.before = this.values.join();
    this.draw(Math.max(0, this.items.findIndex((item) => item.selected)));
    this.button.setAttribute("aria-expanded", "true");
  }

  draw(active) {
    if (this.items.length) this.listbox.show(this.items, active);
    else this.listbox.say("Nothing to choose from");
  }

  toggle(item) {
    if (this.maximum === 1) {
      this.items.forEach((other) => { other.selected = other === item; });
      this.close();
      return;
    }
    if (!item.selected && this.values.length >= this.maximum) return;
    item.selected = !item.selected;
    this.draw(this.items.indexOf(item));
    this.describe();
  }

  close() {
    if (!this.listbox.open) return;
    this.listbox.hide();
    this.button.setAttribute("aria-expanded", "false");
    this.button.removeAttribute("aria-activedescendant");
    this.describe();
    if (this.values.join() !== this.before) this.changed(this.values);
  }

  key(event) {
    const open = this.listbox.open;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (open) this.listbox.move(event.key === "ArrowDown" ? 1 : -1);
      else this.open();
    } else if (open && (event.key === "Enter" || event.key === " ")) {
      if (this.listbox.current) this.toggle(this.listbox.current);
    } else if (open && event.key === "Escape") {
      event.stopPropagation();
      this.close();
    } else return;
    event.preventDefault();
  }
}
