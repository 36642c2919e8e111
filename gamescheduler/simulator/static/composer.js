// The line at the bottom: plain text, or a slash command once one is picked.

import { Combobox } from "./combobox.js";
import { CommandLine } from "./commandline.js";
import { matching, runnable } from "./commands.js";
import { el } from "./dom.js";

const LONGEST_MESSAGE = 2000;

export class Composer {
  constructor(world, node, openModal) {
    Object.assign(this, { world, node, openModal });
    this.channelId = null;
    world.addEventListener("channel", () => this.isCurrent() || this.reset());
    world.addEventListener("structure", () => this.hint());
  }

  get guild() {
    return this.world.guildOf(this.channelId);
  }

  // Fetching everything again must not wipe out what somebody is typing.
  isCurrent() {
    const { channelId } = this.world;
    return channelId === this.channelId && this.world.channel(channelId)?.can_send === this.canSend;
  }

  reset() {
    this.channelId = this.world.channelId;
    const channel = this.world.channel(this.channelId);
    this.canSend = channel?.can_send;
    this.node.replaceChildren();
    if (!channel) return;
    const closed = () => el("p", { class: "closed" }, "You cannot write in this channel.");
    this.node.append(this.canSend === false ? closed() : this.line(channel));
  }

  line(channel) {
    const place = channel.recipient ? `@${this.world.nameOf(channel.recipient.id)}` : `#${channel.name}`;
    this.input = el("input", {
      type: "text", class: "text", "aria-label": `Message ${place}`, maxlength: LONGEST_MESSAGE,
    });
    this.error = el("p", { class: "failure", role: "alert" });
    const combobox = new Combobox(this.input, {
      label: "Commands", source: (text) => this.commands(text), pick: (item) => this.begin(item.value),
    });
    return el("form", { class: "line", onsubmit: (event) => this.submit(event) },
      combobox.listbox.node, this.input,
      el("button", { type: "submit", class: "button primary" }, "Send"), this.error);
  }

  // Said again whenever the server changes: a bot may have brought its commands only now.
  hint() {
    const [label, slash] = [this.input?.ariaLabel, this.guild?.commands.length];
    if (label) this.input.placeholder = slash ? `${label}, or / for commands` : label;
  }

  commands(text) {
    if (!text.startsWith("/") || !this.guild) return null;
    const items = matching(runnable(this.guild), text);
    return items.map((entry) => ({ label: entry.name, detail: entry.description, value: entry }));
  }

  begin(entry) {
    const line = new CommandLine(entry, {
      world: this.world, guild: this.guild, channelId: this.channelId, openModal: this.openModal,
      left: () => { this.reset(); this.focus(); },
    });
    this.node.replaceChildren(line.node);
    line.focus();
  }

  focus() {
    this.input?.focus();
  }

  async submit(event) {
    event.preventDefault();
    const content = this.input.value.trim();
    if (!content) return;
    if (content.startsWith("/") && this.guild) {
      this.error.textContent = "There is no such command here. Type / to see them all.";
      return;
    }
    this.input.value = "";
    this.error.textContent = "";
    try {
      this.world.put(await this.world.api.say(this.channelId, content));
    } catch (failure) {
      this.input.value ||= content;
      this.error.textContent = failure.message;
    }
  }
}
