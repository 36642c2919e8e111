// The messages of the open channel.

import { timeElement, written } from "./clock.js";
import { renderComponents } from "./components.js";
import { el, swap } from "./dom.js";
import { renderEmbed } from "./embed.js";
import { markdown } from "./markdown.js";
import { avatar, roleColour } from "./names.js";
import { isEphemeral, isReadable } from "./state.js";

const LOADING = 128;
const GROUPED_MS = 5 * 60_000;
const NEAR_BOTTOM_PX = 120;

export class MessageList {
  /** `presses` sends the clicks and knows how they went; `jump` is the button back to the newest message. */
  constructor(world, { scroller, list, jump }, presses) {
    Object.assign(this, { world, scroller, list, jump, presses });
    this.shown = null;
    this.low = true;
    world.addEventListener("channel", () => this.drawAll());
    world.addEventListener("message", ({ detail }) => this.take(detail.message));
    world.addEventListener("removed", ({ detail }) => detail.channel_id === this.shown && this.drawAll());
    presses.addEventListener("changed", ({ detail }) => this.redraw(detail.message.id));
    jump.onclick = () => this.toBottom();
    scroller.onscroll = () => {
      this.low = this.isNearBottom();
      if (this.low) jump.hidden = true;
    };
  }

  /** Stay with the newest message when the composer below grows or shrinks. */
  settle() {
    if (this.low) this.toBottom();
  }

  drawAll() {
    const moved = this.shown !== this.world.channelId;
    const wasLow = this.isNearBottom();
    this.shown = this.world.channelId;
    const messages = this.world.visible(this.shown);
    const empty = el("li", { class: "empty" }, "Nothing has been written here yet.");
    const items = messages.flatMap((message, index) => this.items(message, messages[index - 1]));
    swap(this.list, items.length ? items : empty);
    this.jump.hidden = true;
    if (moved || wasLow) this.toBottom();
  }

  /** A new last message is added, a known one redrawn in place; the first or an odd one draws the whole list. */
  take(message) {
    if (message.channel_id !== this.shown) return;
    if (this.find(message.id)) {
      this.redraw(message.id);
      return;
    }
    const messages = this.world.visible(this.shown);
    if (messages.at(-1)?.id !== message.id || messages.length === 1) {
      this.drawAll();
      return;
    }
    const wasLow = this.isNearBottom();
    this.list.append(...this.items(message, messages.at(-2)));
    if (wasLow || message.author.id === this.world.me.id || isEphemeral(message)) this.toBottom();
    else this.jump.hidden = false;
  }

  redraw(id) {
    const old = this.find(id);
    const messages = this.world.visible(this.shown);
    const at = messages.findIndex((message) => message.id === id);
    if (!old || at < 0) return;
    const wasLow = this.isNearBottom();
    const fresh = this.item(messages[at], messages[at - 1]);
    old.className = fresh.className;
    swap(old, ...fresh.childNodes);
    if (wasLow) this.toBottom();
  }

  find(id) {
    return this.list.querySelector(`:scope > [data-id="${id}"]`);
  }

  isNearBottom() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX;
  }

  toBottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.jump.hidden = true;
  }

  /** A message, below a line with the date when it is the first of its day. */
  items(message, previous) {
    const day = el("li", { class: "day" }, written(Date.parse(message.timestamp), "D"));
    const item = this.item(message, previous);
    return newDay(message, previous) ? [day, item] : [item];
  }

  item(message, previous) {
    const guild = this.world.guildOf(message.channel_id);
    const grouped = previous && follows(message, previous);
    const classes = ["message", grouped && "grouped", this.concernsMe(message, guild) && "mine",
      isEphemeral(message) && "private"];
    return el("li", { class: classes.filter(Boolean).join(" "), data: { id: message.id } },
      usedCommand(message, (id) => this.world.nameOf(id, guild)),
      grouped ? this.margin(message) : this.heading(message, guild),
      el("div", { class: "body" }, this.body(message, guild)),
      this.failure(message),
      isEphemeral(message) && this.privacyNote(message));
  }

  heading(message, guild) {
    const name = this.world.nameOf(message.author.id, guild);
    const member = this.world.member(message.author.id, guild);
    const author = el("strong", { class: "author" }, name);
    const colour = member && roleColour(guild, member);
    if (colour) author.style.setProperty("--name-colour", colour);
    return [avatar(message.author.id, name), el("div", { class: "heading" },
      author, message.author.bot && el("span", { class: "tag" }, "APP"),
      el("span", { class: "when" }, timeElement(Date.parse(message.timestamp), "t")))];
  }

  margin(message) {
    return el("span", { class: "margin" }, timeElement(Date.parse(message.timestamp), "t"));
  }

  body(message, guild) {
    if (message.flags & LOADING) {
      const name = this.world.nameOf(message.author.id, guild);
      const dots = el("span", { class: "dots", "aria-hidden": "true" });
      return el("p", { class: "thinking" }, `${name} is thinking`, dots);
    }
    const context = this.context(guild);
    const text = message.content && el("div", { class: "text" }, markdown(message.content, context));
    const edited = message.edited_timestamp && el("span", { class: "edited" }, "(edited)");
    return [text, (message.embeds ?? []).map((embed) => renderEmbed(embed, context)),
      renderComponents(message.components, this.scene(message, guild, context)), edited];
  }

  scene(message, guild, context) {
    return {
      message, guild, context,
      nameOf: (id) => this.world.nameOf(id, guild),
      isPending: (customId) => this.presses.isPending(message.id, customId),
      press: (customId, values) => this.presses.press(message, customId, values),
    };
  }

  /** What the ids in a text mean to this reader. */
  context(guild) {
    const { me } = this.world;
    const mine = this.world.member(me.id, guild)?.roles ?? [];
    const named = (name, isMine) => (name ? { name, mine: isMine } : null);
    return {
      user: (id) => named(this.world.nameOf(id, guild), id === me.id),
      role: (id) => named(guild?.roles.find((role) => role.id === id)?.name, mine.includes(id)),
      channel: (id) => this.channelNamed(id),
      open: (id) => this.world.open(id),
    };
  }

  channelNamed(id) {
    const channel = this.world.channel(id);
    return channel && { name: channel.name, opens: isReadable(channel) };
  }

  concernsMe(message, guild) {
    const roles = this.world.member(this.world.me.id, guild)?.roles ?? [];
    return message.mention_everyone
      || (message.mentions ?? []).some((user) => user.id === this.world.me.id)
      || (message.mention_roles ?? []).some((id) => roles.includes(id));
  }

  failure(message) {
    const text = this.presses.failure(message.id);
    return text && el("p", { class: "failure", role: "alert" }, text);
  }

  privacyNote(message) {
    return el("p", { class: "privacy" }, "Only you can see this · ",
      el("button", { type: "button", class: "plain", onclick: () => this.world.dismiss(message) }, "Dismiss message"));
  }
}

function usedCommand(message, nameOf) {
  const name = message.interaction?.name ?? message.interaction_metadata?.name;
  const user = message.interaction_metadata?.user ?? message.interaction?.user;
  if (!name || !user) return null;
  return el("div", { class: "used" }, el("strong", {}, nameOf(user.id) ?? user.username), " used ",
    el("span", { class: "mention" }, `/${name}`));
}

function follows(message, previous) {
  const gap = Date.parse(message.timestamp) - Date.parse(previous.timestamp);
  return message.author.id === previous.author.id && gap < GROUPED_MS && !message.interaction_metadata
    && isEphemeral(message) === isEphemeral(previous) && !newDay(message, previous);
}

function newDay(message, previous) {
  const day = (one) => new Date(one.timestamp).toDateString();
  return !previous || day(message) !== day(previous);
}
