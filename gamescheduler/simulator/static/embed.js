// Classic embeds: the parts a bot without Components V2 cannot do without.
// https://discord.com/developers/docs/resources/message#embed-object

import { timeElement } from "./clock.js";
import { el } from "./dom.js";
import { inline, markdown } from "./markdown.js";
import { hexColour } from "./names.js";

export function renderEmbed(embed, context) {
  const node = el("article", { class: "container accented embed" },
    embed.author && el("p", { class: "detail" }, embed.author.name),
    embed.title && el("p", { class: "title" }, titleOf(embed, context)),
    embed.description && markdown(embed.description, context),
    embed.fields?.length && el("dl", {}, embed.fields.map((field) => renderField(field, context))),
    (embed.footer || embed.timestamp) && el("p", { class: "detail" }, footerOf(embed)));
  const colour = typeof embed.color === "number" ? hexColour(embed.color) : "var(--line)";
  node.style.setProperty("--accent-colour", colour);
  return node;
}

function titleOf(embed, context) {
  const title = inline(embed.title, context);
  return embed.url ? el("a", { href: embed.url, target: "_blank", rel: "noopener noreferrer" }, title) : title;
}

function renderField(field, context) {
  return el("div", { class: field.inline ? "inline" : null },
    el("dt", {}, inline(field.name, context)),
    el("dd", {}, markdown(field.value, context)));
}

function footerOf(embed) {
  const moment = embed.timestamp && timeElement(Date.parse(embed.timestamp), "f");
  return [embed.footer?.text, moment].filter(Boolean).flatMap((part, index) => (index ? [" · ", part] : [part]));
}
