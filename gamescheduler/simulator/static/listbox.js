// The list of choices that opens under (or above) an input or a button; the focus never enters it.

import { el, freshId } from "./dom.js";

/** An ARIA listbox moved by its owner. Items are {label, detail?, value}; `choose(item)` is called for a pick. */
export class Listbox {
  constructor({ label, choose, multiple = false }) {
    this.choose = choose;
    this.items = [];
    this.active = -1;
    this.node = el("ul", {
      class: "listbox", id: freshId("list"), role: "listbox", "aria-label": label,
      "aria-multiselectable": multiple ? "true" : null, hidden: true,
    });
    // A press must not take the focus away from the owner.
    this.node.addEventListener("mousedown", (event) => event.preventDefault());
  }

  get open() {
    return !this.node.hidden;
  }

  get current() {
    return this.items[this.active];
  }

  /** Show `items`; the one at `active` is highlighted (-1: none). */
  show(items, active = 0) {
    this.items = items;
    this.node.replaceChildren(...items.map((item, index) => this.option(item, index)));
    this.node.hidden = false;
    this.highlight(Math.min(active, items.length - 1));
    this.node.scrollIntoView({ block: "nearest" });
  }

  /** A line that cannot be picked: loading, nothing found, an error. */
  say(text) {
    this.items = [];
    this.active = -1;
    this.node.replaceChildren(el("li", { class: "note", role: "option", "aria-disabled": "true" }, text));
    this.node.hidden = false;
  }

  hide() {
    this.node.hidden = true;
    this.items = [];
    this.active = -1;
  }

  option(item, index) {
    const selected = item.selected === undefined ? null : String(item.selected);
    return el("li", {
      id: `${this.node.id}-${index}`, role: "option", "aria-selected": selected,
      onclick: () => this.choose(item), onmousemove: () => this.highlight(index),
    }, el("span", { class: "label" }, item.label), item.detail && el("span", { class: "detail" }, item.detail));
  }

  highlight(index) {
    if (index === this.active && this.node.querySelector(".active")) return;
    this.active = index;
    [...this.node.children].forEach((child, at) => child.classList.toggle("active", at === index));
    this.node.children[index]?.scrollIntoView({ block: "nearest" });
    this.onhighlight?.(index < 0 ? null : `${this.node.id}-${index}`);
  }

  move(steps) {
    const count = this.items.length;
    const from = this.active < 0 && steps < 0 ? 0 : this.active;
    if (count) this.highlight((from + steps + count) % count);
  }
}
