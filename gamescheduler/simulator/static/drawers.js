// The side panels of a narrow screen: out of the way, and out of the keyboard's way, until asked for.

/** A panel that slides in while `narrow` (a media query) holds; Escape and the backdrop close it. */
export class Drawer {
  constructor(panel, toggle, backdrop, narrow) {
    Object.assign(this, { panel, toggle, backdrop, narrow: matchMedia(narrow) });
    toggle.addEventListener("click", () => (this.isOpen ? this.close() : this.open()));
    backdrop.addEventListener("click", () => this.close());
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    this.narrow.addEventListener("change", () => this.settle(false));
    this.settle(false);
  }

  get isOpen() {
    return this.panel.classList.contains("open");
  }

  open() {
    this.settle(true);
    this.panel.querySelector("button, [tabindex]")?.focus();
  }

  close() {
    if (!this.isOpen) return;
    const inside = this.panel.contains(document.activeElement);
    this.settle(false);
    if (inside) this.toggle.focus();
  }

  settle(open) {
    const shown = open && this.narrow.matches;
    this.panel.classList.toggle("open", shown);
    this.panel.inert = this.narrow.matches && !shown;
    this.toggle.setAttribute("aria-expanded", String(shown));
    this.backdrop.hidden = !document.querySelector(".drawer.open");
  }
}
