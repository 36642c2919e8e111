// Discord's markdown as nodes: https://support.discord.com/hc/en-us/articles/210298617
//
// `context` says what ids mean: user(id), role(id), channel(id) return {name, mine} or null, for a channel also
// `opens`: whether open(channelId) shows it.

import { timeElement } from "./clock.js";
import { el } from "./dom.js";

const FENCE = /^```(?:[a-z0-9+-]*\n)?([\s\S]*?)\n?```\n?/i;
const HEADING = /^(#{1,3}) +(.+)$/;
const SUBTEXT = /^-# +(.+)$/;
const BULLET = /^( *)[-*] +(.+)$/;
const NUMBERED = /^( *)(\d{1,4})\. +(.+)$/;

/** Text as a fragment of blocks. */
export function markdown(text, context) {
  const fragment = document.createDocumentFragment();
  let rest = text;
  while (rest) {
    const fence = rest.match(FENCE);
    const quote = rest.match(/^>>> ?([\s\S]*)$/);
    if (fence) fragment.append(el("pre", {}, el("code", {}, fence[1])));
    else if (quote) fragment.append(el("blockquote", {}, markdown(quote[1], context)));
    else rest = takeLines(rest, fragment, context);
    if (fence) rest = rest.slice(fence[0].length);
    if (quote) rest = "";
  }
  return fragment;
}

/** One block of whole lines off the front of `text`; returns what is left. */
function takeLines(text, fragment, context) {
  const lines = text.split("\n");
  const run = (pattern) => {
    const end = lines.findIndex((line) => !pattern.test(line));
    return end < 0 ? lines.length : end;
  };
  let used = 1;
  const heading = lines[0].match(HEADING);
  const subtext = lines[0].match(SUBTEXT);
  if (heading) {
    // One level for all: the page owns h1 and h2, and a message that begins with ## must not skip one.
    fragment.append(el("h3", { class: `size-${heading[1].length}` }, inline(heading[2], context)));
  } else if (subtext) {
    fragment.append(el("p", { class: "subtext" }, inline(subtext[1], context)));
  } else if ((used = run(/^> /))) {
    const quoted = lines.slice(0, used).map((line) => line.slice(2)).join("\n");
    fragment.append(el("blockquote", {}, markdown(quoted, context)));
  } else if ((used = run(BULLET))) {
    fragment.append(el("ul", {}, lines.slice(0, used).map((line) => item(line.match(BULLET), 2, context))));
  } else if ((used = run(NUMBERED))) {
    const items = lines.slice(0, used).map((line) => item(line.match(NUMBERED), 3, context));
    fragment.append(el("ol", { start: lines[0].match(NUMBERED)[2] }, items));
  } else {
    used = paragraphLength(lines);
    const body = lines.slice(0, used).join("\n");
    if (body.trim()) fragment.append(el("p", {}, inline(body, context)));
  }
  return lines.slice(used).join("\n");
}

function item(match, textGroup, context) {
  const nested = match[1].length >= 2;
  return el("li", { class: nested ? "nested" : null }, inline(match[textGroup], context));
}

function paragraphLength(lines) {
  const starts = [HEADING, SUBTEXT, BULLET, NUMBERED, /^> /, /^>>> /, /^```/];
  const next = lines.findIndex((line, index) => index > 0 && starts.some((start) => start.test(line)));
  return next < 0 ? lines.length : next;
}

// Tried in this order at every position; the first that matches wins.
const INLINE = [
  [/^\\([^\p{L}\p{N}\s])/u, ([, escaped]) => escaped],
  [/^``(.+?)``|^`([^`]+)`/s, ([, double, single]) => el("code", {}, (double ?? single).trim())],
  [/^<t:(-?\d{1,13})(?::([tTdDfFR]))?>/, ([, unix, style]) => timeElement(Number(unix) * 1000, style ?? "f")],
  [/^<@!?(\d{1,20})>/, ([, id], context) => mention("@", context.user(id) ?? { name: "unknown-user" })],
  [/^<@&(\d{1,20})>/, ([, id], context) => mention("@", context.role(id) ?? { name: "deleted-role" })],
  [/^<#(\d{1,20})>/, ([, id], context) => channelMention(id, context)],
  [/^@(everyone|here)/, ([, name]) => mention("@", { name, mine: true })],
  [/^<\/([^:>]{1,100}):\d{1,20}>/, ([, name]) => el("span", { class: "mention" }, `/${name}`)],
  [/^<a?:(\w{2,32}):\d{1,20}>/, ([, name]) => `:${name}:`],
  [/^\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?(?: "[^"]*")?\)/,
    ([, label, url], context) => link(url, inline(label, context))],
  [/^<(https?:\/\/[^\s>]+)>/, ([, url]) => link(url, url)],
  [/^https?:\/\/[^\s<]+[^\s<.,:;"')\]]/, ([url]) => link(url, url)],
  [/^\|\|(.+?)\|\|/s, ([, hidden], context) => spoiler(inline(hidden, context))],
  [/^\*\*\*(.+?)\*\*\*(?!\*)/s, ([, text], context) => el("strong", {}, el("em", {}, inline(text, context)))],
  [/^\*\*(.+?)\*\*(?!\*)/s, ([, text], context) => el("strong", {}, inline(text, context))],
  [/^__(.+?)__(?!_)/s, ([, text], context) => el("u", {}, inline(text, context))],
  [/^~~(.+?)~~/s, ([, text], context) => el("s", {}, inline(text, context))],
  [/^\*(?![\s*])(.+?)\*(?!\*)/s, ([, text], context) => el("em", {}, inline(text, context))],
  [/^_(?![\s_])(.+?)_(?![\p{L}\p{N}_])/su, ([, text], context) => el("em", {}, inline(text, context))],
];
const SPECIAL = /[\\`<@[h|*_~]/g;

/** Text as a fragment of phrasing nodes; line breaks stay in the text, the style sheet keeps them. */
export function inline(text, context) {
  const fragment = document.createDocumentFragment();
  let plainFrom = 0;
  let at = 0;
  while (at < text.length) {
    SPECIAL.lastIndex = at;
    at = SPECIAL.exec(text)?.index ?? text.length;
    const found = at < text.length && special(text, at, context);
    if (found) {
      fragment.append(text.slice(plainFrom, at), found.node);
      at += found.length;
      plainFrom = at;
    } else {
      at += 1;
    }
  }
  fragment.append(text.slice(plainFrom));
  return fragment;
}

function special(text, at, context) {
  // snake_case is no emphasis.
  if (text[at] === "_" && /[\p{L}\p{N}]/u.test(text[at - 1] ?? "")) return null;
  const rest = text.slice(at);
  for (const [pattern, build] of INLINE) {
    const match = rest.match(pattern);
    if (match) return { node: build(match, context), length: match[0].length };
  }
  return null;
}

function mention(sign, { name, mine }) {
  return el("span", { class: mine ? "mention mine" : "mention" }, sign + name);
}

function channelMention(id, context) {
  const channel = context.channel(id);
  if (!channel) return mention("#", { name: "unknown" });
  if (!channel.opens) return mention("#", channel);
  return el("button", { type: "button", class: "mention", onclick: () => context.open(id) }, `#${channel.name}`);
}

function link(url, content) {
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, content);
}

function spoiler(content) {
  const reveal = () => {
    button.replaceWith(el("span", { class: "spoiler shown" }, ...button.firstChild.childNodes));
  };
  const button = el("button", { type: "button", class: "spoiler", "aria-label": "Show spoiler", onclick: reveal },
    el("span", { inert: true }, content));
  return button;
}
