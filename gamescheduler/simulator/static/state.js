// Everything one person can see, kept current; views listen to its events.
//
//   structure   servers, channels, people, direct messages or unread counts changed
//   channel     another channel is shown
//   message     {message}  one was posted or edited in any visible channel
//   removed     {id, channel_id}

import { setClock } from "./clock.js";
import { displayName } from "./names.js";

const EPHEMERAL = 64;
const KEPT_PER_CHANNEL = 200;

/** Channel types the page can open: text, direct message, announcement and the three kinds of thread. */
const READABLE = new Set([0, 1, 5, 10, 11, 12]);

/** Snowflakes are too long for a number; equal length makes text order the order of creation. */
export function isLater(id, other) {
  return id.length === other.length ? id > other : id.length > other.length;
}

export function isReadable(channel) {
  return READABLE.has(channel.type);
}

export class World extends EventTarget {
  constructor(api) {
    super();
    this.api = api;
    this.guilds = [];
    this.dms = [];
    this.users = new Map();
    this.messages = new Map();
    this.dismissed = new Set();
    this.channelId = null;
    this.arrivals = null;
    this.retired = false;
  }

  /** Say nothing more: the tab has become somebody else, and answers still under way must not be drawn. */
  retire() {
    this.retired = true;
  }

  /** Fetch what this person sees, messages included; also used to catch up after a lost connection. */
  async load() {
    const arrivals = (this.arrivals = []);
    const state = await this.api.state();
    setClock(state.now, state.speed);
    this.me = state.me;
    this.guilds = state.guilds;
    this.dms = state.dms;
    this.remember(state.me, ...state.dms.map((dm) => dm.recipient));
    for (const guild of this.guilds) this.remember(...guild.members.map((member) => member.user));
    const ids = this.channelIds();
    const pages = await Promise.all(ids.map((id) => this.api.messages(id)));
    this.messages = new Map(ids.map((id, index) => [id, pages[index]]));
    pages.flat().forEach((message) => this.rememberPeopleOf(message));
    // The pages may be older than what the stream brought while they were under way.
    this.arrivals = null;
    arrivals.forEach((message) => this.put(message));
    this.emit("structure");
    if (this.channelId) this.open(ids.includes(this.channelId) ? this.channelId : this.firstChannel());
  }

  channelIds() {
    const inGuilds = this.guilds.flatMap((guild) => guild.channels.filter(isReadable));
    return [...inGuilds, ...this.dms].map((channel) => channel.id);
  }

  /** The channel called `preferred` in the first server that has one, else the first readable channel. */
  firstChannel(preferred) {
    const all = this.guilds.flatMap((guild) => guild.channels.filter(isReadable));
    return (all.find((channel) => channel.name === preferred) ?? all[0] ?? this.dms[0])?.id ?? null;
  }

  open(channelId) {
    this.channelId = channelId;
    this.markRead();
    this.emit("channel");
    this.emit("structure");
  }

  guildOf(channelId) {
    return this.guilds.find((guild) => guild.channels.some((channel) => channel.id === channelId));
  }

  channel(channelId) {
    return this.guildOf(channelId)?.channels.find((channel) => channel.id === channelId)
      ?? this.dms.find((dm) => dm.id === channelId);
  }

  member(userId, guild) {
    return guild?.members.find((member) => member.user.id === userId);
  }

  /** What to call somebody here; null for a person nobody mentioned yet. */
  nameOf(userId, guild) {
    const user = this.users.get(userId);
    return user ? displayName(user, this.member(userId, guild)) : null;
  }

  visible(channelId) {
    return (this.messages.get(channelId) ?? []).filter((message) => !this.dismissed.has(message.id));
  }

  /** Take in a posted or edited message; seeing the same one twice (answer and stream) does no harm. */
  put(message) {
    this.arrivals?.push(message);
    this.rememberPeopleOf(message);
    const list = this.messages.get(message.channel_id) ?? [];
    const at = list.findIndex((known) => known.id === message.id);
    if (at >= 0) list[at] = message;
    else list.push(message);
    list.sort((a, b) => (isLater(a.id, b.id) ? 1 : -1));
    this.messages.set(message.channel_id, list.slice(-KEPT_PER_CHANNEL));
    if (message.channel_id === this.channelId) this.markRead();
    this.emit("message", { message });
    if (at < 0) this.emit("structure");
  }

  remove({ id, channel_id: channelId }) {
    const list = this.messages.get(channelId) ?? [];
    this.messages.set(channelId, list.filter((message) => message.id !== id));
    this.emit("removed", { id, channel_id: channelId });
    this.emit("structure");
  }

  /** Hide an ephemeral message from this tab, as the real client does. */
  dismiss(message) {
    this.dismissed.add(message.id);
    this.emit("removed", message);
  }

  openedDm(dm) {
    if (this.dms.some((known) => known.id === dm.id)) return;
    this.dms.push(dm);
    this.remember(dm.recipient);
    this.emit("structure");
  }

  unread(channelId) {
    const read = this.readMarks()[channelId] ?? "0";
    const others = (message) => isLater(message.id, read) && message.author.id !== this.me.id;
    return this.visible(channelId).filter(others).length;
  }

  // Kept per tab and person: going back to somebody shows what they have missed meanwhile.
  readMarks() {
    return JSON.parse(sessionStorage.getItem(`read:${this.me.id}`) ?? "{}");
  }

  markRead() {
    const newest = this.messages.get(this.channelId)?.at(-1);
    if (!newest) return;
    const marks = { ...this.readMarks(), [this.channelId]: newest.id };
    sessionStorage.setItem(`read:${this.me.id}`, JSON.stringify(marks));
  }

  remember(...users) {
    for (const user of users) this.users.set(user.id, user);
  }

  rememberPeopleOf(message) {
    this.remember(message.author, ...(message.mentions ?? []));
    if (message.interaction_metadata?.user) this.remember(message.interaction_metadata.user);
  }

  emit(name, detail) {
    if (!this.retired) this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

export function isEphemeral(message) {
  return (message.flags & EPHEMERAL) !== 0;
}
