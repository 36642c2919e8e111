// What can stand in a modal: each field is {node, customId, read()} and read() gives {value} or {problem}.
// https://discord.com/developers/docs/components/reference

import { el, freshId } from "./dom.js";
import { markdown } from "./markdown.js";
import { SelectMenu, selectItems } from "./selectmenu.js";

const PARAGRAPH = 2;
const TEXT_DISPLAY = 10;
const CHECKBOX = 23;
const LONGEST_TEXT = 4000;
const REQUIRED = "This field is required.";

/** The fields of a modal in order; `scene` carries guild, context (for markdown) and nameOf(userId). */
export function modalFields(components, scene) {
  return components.flatMap((component) => {
    if (component.type === TEXT_DISPLAY) return [textDisplay(component, scene)];
    // A Label holds one component; the older action row holds a text input that brings its own label.
    const inner = component.component ? [component.component] : component.components ?? [];
    return inner.map((one) => labelled(one, component.label ?? one.label, component.description, scene));
  });
}

function textDisplay(component, scene) {
  return { node: el("div", { class: "text" }, markdown(component.content, scene.context)) };
}

const BUILT = {
  3: selectField, 4: textField, 5: selectField, 6: selectField, 7: selectField, 8: selectField,
  21: radioField, 22: checkboxesField, [CHECKBOX]: checkboxField,
};

function labelled(component, label, description, scene) {
  const id = freshId("field");
  const required = component.required ?? component.type !== CHECKBOX;
  const built = (BUILT[component.type] ?? unknownField)({ ...component, required }, { id, label, scene });
  const problem = el("p", { class: "problem", id: `${id}-problem`, role: "alert" });
  const caption = [label, required && el("span", { class: "star", "aria-hidden": "true" }, " *")];
  const [tag, link] = built.grouped ? ["span", { id: `${id}-label` }] : ["label", { for: id }];
  const node = el("div", { class: "field" },
    el(tag, { class: "caption", ...link }, caption),
    description && el("p", { class: "detail", id: `${id}-description` }, description),
    built.node, built.counter, problem);
  const complain = (text) => {
    problem.textContent = text;
    built.target.setAttribute("aria-invalid", String(Boolean(text)));
  };
  built.target.setAttribute("aria-describedby", `${description ? `${id}-description ` : ""}${id}-problem`);
  node.addEventListener("input", () => complain(""));
  return { node, customId: component.custom_id, read: built.read, complain, focus: () => built.target.focus() };
}

function textField(component, { id }) {
  const { required } = component;
  const least = component.min_length ?? 0;
  const most = component.max_length ?? LONGEST_TEXT;
  const shape = { id, maxlength: most, placeholder: component.placeholder, value: component.value ?? "",
    "aria-required": required ? "true" : null };
  const paragraph = component.style === PARAGRAPH;
  const input = paragraph ? el("textarea", { ...shape, rows: 4 }) : el("input", { ...shape, type: "text" });
  const counter = el("p", { class: "counter", "aria-hidden": "true" });
  const count = () => {
    counter.textContent = least ? `${input.value.length} / ${least} to ${most}` : `${input.value.length} / ${most}`;
  };
  input.addEventListener("input", count);
  count();
  const read = () => {
    const { value } = input;
    if (required && !value.trim()) return { problem: REQUIRED };
    if (value && value.length < least) return { problem: `At least ${least} characters.` };
    return { value };
  };
  return { node: input, target: input, counter, read };
}

function selectField(component, { id, label, scene }) {
  const items = selectItems(component, scene.guild, scene.nameOf);
  const least = component.required ? component.min_values ?? 1 : 0;
  const menu = new SelectMenu(component, items, { label });
  menu.changed = () => menu.node.dispatchEvent(new Event("input", { bubbles: true }));
  menu.button.id = id;
  const read = () => {
    if (menu.values.length >= least) return { value: menu.values };
    return { problem: least > 1 ? `Choose at least ${least}.` : REQUIRED };
  };
  return { node: menu.node, target: menu.button, read };
}

function choiceList(component, { id, type }) {
  const inputs = component.options.map((option) => {
    const input = el("input", { type, name: id, value: option.value, id: freshId("choice") });
    input.checked = Boolean(option.default);
    return input;
  });
  const explained = ({ description }) => description && el("span", { class: "detail" }, description);
  const rows = component.options.map((option, index) => el("label", { class: "choice", for: inputs[index].id },
    inputs[index], el("span", {}, option.label, explained(option))));
  const role = type === "radio" ? "radiogroup" : "group";
  const node = el("div", { role, "aria-labelledby": `${id}-label`, tabindex: "-1" }, rows);
  return { node, chosen: () => inputs.filter((input) => input.checked).map((input) => input.value) };
}

function radioField(component, { id }) {
  const { node, chosen } = choiceList(component, { id, type: "radio" });
  const read = () => {
    const [value] = chosen();
    return value === undefined && component.required ? { problem: REQUIRED } : { value: value ?? null };
  };
  return { node, target: node, grouped: true, read };
}

function checkboxesField(component, { id }) {
  const { node, chosen } = choiceList(component, { id, type: "checkbox" });
  const least = component.min_values ?? (component.required ? 1 : 0);
  const most = component.max_values ?? component.options.length;
  const read = () => {
    const value = chosen();
    if (value.length < least && (component.required || value.length)) return { problem: `Choose at least ${least}.` };
    return value.length > most ? { problem: `Choose at most ${most}.` } : { value };
  };
  return { node, target: node, grouped: true, read };
}

function checkboxField(component, { id }) {
  const input = el("input", { type: "checkbox", id });
  input.checked = Boolean(component.default);
  return { node: input, target: input, read: () => ({ value: input.checked }) };
}

function unknownField(component, { id }) {
  const text = "The simulator cannot show this kind of field.";
  const note = el("p", { class: "detail", id, tabindex: "-1" }, text);
  return { node: note, target: note, read: () => ({}) };
}
