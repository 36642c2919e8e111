// What people, servers and channels are called, and the coloured initials that stand for them.

import { el } from "./dom.js";

const TINTS = 8;

/** The name a reader sees: nickname, else global name, else username. */
export function displayName(user, member) {
  return member?.nick || user.global_name || user.username;
}

/** A circle with initials; the colour depends only on the id, so it is the same for every reader. */
export function avatar(id, name) {
  return el("span", { class: `avatar tint-${tint(id)}`, "aria-hidden": "true" }, initials(name));
}

// FNV-1a; its low bits keep ids apart that differ only in their last digit, as neighbours do.
function tint(id) {
  const hash = [...id].reduce((sum, digit) => Math.imul(sum ^ digit.charCodeAt(0), 0x01000193), 0x811c9dc5);
  return (hash >>> 0) % TINTS;
}

function initials(name) {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join("") || "?";
}

/** Colour of the highest coloured role, as Discord picks it for a name; null when there is none. */
export function roleColour(guild, member) {
  const coloured = guild.roles.filter((role) => role.color && member.roles.includes(role.id));
  const highest = coloured.sort((a, b) => b.position - a.position)[0];
  return highest ? hexColour(highest.color) : null;
}

/** "#0a1b2c" for Discord's colour integers. */
export function hexColour(number) {
  return `#${number.toString(16).padStart(6, "0")}`;
}
