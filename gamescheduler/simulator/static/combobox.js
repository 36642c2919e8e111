// A text input with suggestions: the editable combobox of the ARIA Authoring Practices, list autocomplete.
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/

import { Listbox } from "./listbox.js";

export class Combobox {
  /**
   * `source(text)` gives the items for what is typed, now or as a promise; null closes the list. `pick(item)` is
   * called with the chosen one. `debounce` is in milliseconds.
   */
  constructor(input, { label, source, pick, debounce = 0 }) {
    Object.assign(this, { input, source, pick, debounce });
    this.asked = 0;
    this.listbox = new Listbox({ label, choose: (item) => this.choose(item) });
    this.listbox.onhighlight = (id) => this.point(id);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.listbox.node.id);
    input.setAttribute("autocomplete", "off");
    input.addEventListener("input", () => this.refresh());
    input.addEventListener("blur", () => this.close());
    input.addEventListener("keydown", (event) => this.key(event));
  }

  /** Ask the source again, a little later while somebody is typing. */
  refresh() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), this.debounce);
  }

  async ask() {
    const turn = (this.asked += 1);
    let answer = this.source(this.input.value);
    if (answer instanceof Promise) {
      if (!this.listbox.open) this.announce(() => this.listbox.say("Loading…"));
      answer = await answer.catch((failure) => failure);
      // A slow answer to an older text must not replace a newer one, nor reopen a list that was left.
      if (turn !== this.asked) return;
    }
    if (answer === null) this.close();
    else if (answer instanceof Error) this.announce(() => this.listbox.say(`No suggestions: ${answer.message}`));
    // Enter and Tab on an empty input must not pick something nobody looked for.
    else if (answer.length) this.announce(() => this.listbox.show(answer, this.input.value ? 0 : -1));
    else this.announce(() => this.listbox.say("Nothing matches"));
  }

  announce(show) {
    show();
    this.input.setAttribute("aria-expanded", "true");
    if (!this.listbox.current) this.point(null);
  }

  point(id) {
    if (id) this.input.setAttribute("aria-activedescendant", id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    clearTimeout(this.timer);
    this.asked += 1;
    this.listbox.hide();
    this.input.setAttribute("aria-expanded", "false");
    this.point(null);
  }

  choose(item) {
    this.close();
    this.pick(item);
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.listbox.open) this.ask();
      else this.listbox.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && this.listbox.open) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if ((event.key === "Enter" || event.key === "Tab") && this.listbox.current) {
      // Tab moves on as well as picking, Enter only picks: a second Enter sends.
      event.stopPropagation();
      this.choose(this.listbox.current);
      const sentElsewhere = document.activeElement !== this.input;
      if (event.key === "Enter" || sentElsewhere) event.preventDefault();
    }
  }
}
