// Building the page from nodes. Data only ever becomes text, never markup.

/**
 * Make an element. Attributes that are null, undefined or false are left out; `onclick` and its like become
 * listeners; `data` becomes the dataset; children may be nodes, strings, nested arrays or nothing.
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...present(children));
  return node;
}

/** Replace the children of `parent`; the focus stays on the element that carries the same `data-key`. */
export function swap(parent, ...children) {
  const focused = document.activeElement;
  const key = parent.contains(focused) ? focused.dataset.key : undefined;
  parent.replaceChildren(...present(children));
  if (key) parent.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

let lastId = 0;

/** An id no other element of this page has; ARIA references need one. */
export function freshId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}
