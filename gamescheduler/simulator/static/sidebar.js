// Where somebody is and who is there: servers and channels on the left, members on the right.

import { el, swap } from "./dom.js";
import { avatar, displayName, roleColour } from "./names.js";
import { isReadable } from "./state.js";

const CATEGORY = 4;
const VOICE = new Set([2, 13]);
const THREADS = new Set([10, 11, 12]);

/** Servers with their channels, then direct messages; `opened()` is called after a choice. */
export class ChannelList {
  constructor(world, node, opened) {
    Object.assign(this, { world, node, opened });
    world.addEventListener("structure", () => this.draw());
  }

  draw() {
    swap(this.node, this.world.guilds.map((guild) => this.server(guild)), this.directMessages());
  }

  server(guild) {
    return el("section", { class: "server" },
      el("h2", {}, avatar(guild.id, guild.name), guild.name),
      el("ul", {}, inOrder(guild.channels).map((channel) => this.place(channel))));
  }

  place(channel) {
    if (channel.type === CATEGORY) return el("li", { class: "category" }, channel.name);
    if (!isReadable(channel)) {
      const kind = VOICE.has(channel.type) ? "Voice channel" : "Channel";
      return el("li", { class: "channel closed", title: `${kind}: not part of the simulation` },
        el("span", { class: "sign", "aria-hidden": "true" }, VOICE.has(channel.type) ? "♪" : "·"), channel.name);
    }
    const thread = THREADS.has(channel.type);
    return el("li", { class: thread ? "thread" : null }, this.button(channel.id, thread ? "↳" : "#", channel.name));
  }

  directMessages() {
    const { dms } = this.world;
    return el("section", { class: "server" }, el("h2", {}, "Direct messages"),
      dms.length ? el("ul", {}, dms.map((dm) => this.conversation(dm))) : el("p", { class: "detail" }, "None yet."));
  }

  conversation(dm) {
    const name = displayName(dm.recipient);
    return el("li", {}, this.button(dm.id, avatar(dm.recipient.id, name), name, dm.recipient.bot));
  }

  button(channelId, sign, name, isApp = false) {
    const unread = this.world.unread(channelId);
    const current = channelId === this.world.channelId;
    return el("button", {
      type: "button", class: unread ? "channel unread" : "channel", data: { key: channelId },
      "aria-current": current ? "page" : null,
      onclick: () => { this.world.open(channelId); this.opened(); },
    }, el("span", { class: "sign", "aria-hidden": "true" }, sign), el("span", { class: "name" }, name),
    isApp && el("span", { class: "tag" }, "APP"),
    unread > 0 && el("span", { class: "badge" }, String(unread), el("span", { class: "unseen" }, " unread")));
  }
}

/** Channels as Discord lists them: loose ones first, then each category followed by its own; threads below theirs. */
function inOrder(channels) {
  const children = (parentId) => channels
    .filter((channel) => (channel.parent_id ?? null) === parentId)
    .sort((a, b) => VOICE.has(a.type) - VOICE.has(b.type) || (a.position ?? 0) - (b.position ?? 0));
  const withThreads = (channel) => [channel, ...children(channel.id)];
  const top = children(null).sort((a, b) => (a.type === CATEGORY) - (b.type === CATEGORY));
  return top.flatMap((channel) => [channel, ...children(channel.id).flatMap(withThreads)]);
}

/** The members of the open channel's server, people before apps. */
export class MemberList {
  constructor(world, node) {
    Object.assign(this, { world, node });
    world.addEventListener("structure", () => this.draw());
  }

  draw() {
    const guild = this.world.guildOf(this.world.channelId);
    const byName = (a, b) => displayName(a.user, a).localeCompare(displayName(b.user, b));
    const members = [...(guild?.members ?? [])].sort(byName);
    const group = (title, list) => list.length > 0 && [
      el("h2", {}, `${title} · ${list.length}`),
      el("ul", {}, list.map((member) => this.row(member, guild)))];
    swap(this.node, group("Members", members.filter(({ user }) => !user.bot)),
      group("Apps", members.filter(({ user }) => user.bot)));
  }

  row(member, guild) {
    const name = displayName(member.user, member);
    const label = el("span", { class: "author" }, name);
    const colour = roleColour(guild, member);
    if (colour) label.style.setProperty("--name-colour", colour);
    const roles = roleNames(guild, member);
    return el("li", { class: "member" }, avatar(member.user.id, name),
      el("div", {}, label, roles && el("span", { class: "detail" }, roles)));
  }
}

/** "@Game Master, @Players", highest first, without the role an app brings for itself; empty without any. */
export function roleNames(guild, member) {
  const held = guild.roles.filter((role) => !role.managed && member.roles.includes(role.id));
  return held.sort((a, b) => b.position - a.position).map((role) => `@${role.name}`).join(", ");
}
