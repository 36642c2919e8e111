// The page: one tab is one person, named in the address (#as=mira.k&channel=…), so two tabs can be two people.

import { Api, people } from "./api.js";
import { startTicking } from "./clock.js";
import { Composer } from "./composer.js";
import { el, swap } from "./dom.js";
import { Drawer } from "./drawers.js";
import { MessageList } from "./messages.js";
import { openModal } from "./modal.js";
import { displayName } from "./names.js";
import { Presses } from "./presses.js";
import { ChannelList, MemberList, roleNames } from "./sidebar.js";
import { World } from "./state.js";
import { Stream } from "./stream.js";

const HINT_SEEN = "hint-seen";
const $ = (id) => document.getElementById(id);
const { firstPerson, firstChannel } = document.body.dataset;

let everyone = [];
let session = null;
let placeTitle = document.title;

const channelDrawer = new Drawer($("channels"), $("show-channels"), $("backdrop"), "(max-width: 719px)");
new Drawer($("members"), $("show-members"), $("backdrop"), "(max-width: 1099px)");

function address() {
  return new URLSearchParams(location.hash.slice(1));
}

/** Become somebody: everything on the page is drawn again from what this person can see. */
async function be(person) {
  session?.leave();
  const world = new World(new Api(person.id));
  const modal = (form) => openModal(form, world, modalScene(world, list));
  const presses = new Presses(world, modal);
  const list = new MessageList(world, { scroller: $("scroller"), list: $("messages"), jump: $("jump") }, presses);
  const mine = { person, list, leave: () => world.retire() };
  session = mine;
  new ChannelList(world, $("channel-list"), () => channelDrawer.close());
  new MemberList(world, $("member-list"));
  new Composer(world, $("composer"), modal);
  world.addEventListener("channel", () => showPlace(person, world));
  world.addEventListener("structure", () => showPerson(world));
  await world.load();
  if (world.retired) return;
  const wanted = address().get("channel");
  world.open(world.channel(wanted) ? wanted : world.firstChannel(firstChannel));
  const stream = new Stream(world, (online) => { $("offline").hidden = online; });
  mine.leave = () => { world.retire(); stream.close(); };
}

function modalScene(world, list) {
  const guild = world.guildOf(world.channelId);
  return { guild, context: list.context(guild), nameOf: (id) => world.nameOf(id, guild) };
}

function showPlace(person, world) {
  const channel = world.channel(world.channelId);
  const isDm = Boolean(channel?.recipient);
  const name = isDm ? world.nameOf(channel.recipient.id) : channel?.name ?? "";
  swap($("place"), el("span", { class: "sign", "aria-hidden": "true" }, isDm ? "@" : "#"), name);
  $("topic").textContent = isDm ? "Direct messages" : channel?.topic ?? "";
  $("show-members").hidden = isDm;
  $("members").hidden = isDm;
  const hash = new URLSearchParams({ as: person.username, channel: world.channelId });
  history.replaceState(null, "", `#${hash}`);
  placeTitle = `${isDm ? "@" : "#"}${name} · ${displayName(person)} · ${document.body.dataset.title}`;
}

function showPerson(world) {
  const unread = world.channelIds().reduce((sum, id) => sum + world.unread(id), 0);
  document.title = unread ? `(${unread}) ${placeTitle}` : placeTitle;
  const guild = world.guildOf(world.channelId) ?? world.guilds[0];
  const member = world.member(world.me.id, guild);
  const nick = member?.nick ? `“${member.nick}”` : null;
  $("who").textContent = [nick, guild && member && roleNames(guild, member)].filter(Boolean).join(" · ");
  $("hint").hidden = localStorage.getItem(HINT_SEEN) !== null || displayName(world.me) !== firstPerson;
}

function chosen() {
  const named = everyone.find((person) => person.username === address().get("as"));
  return named ?? everyone.find((person) => displayName(person) === firstPerson) ?? everyone[0];
}

async function become(person) {
  $("person").value = person.id;
  // Logging in elsewhere with this Discord (/oauth2/authorize) starts as whoever one was last.
  document.cookie = `as=${person.id}; path=/oauth2; samesite=lax`;
  try {
    await be(person);
    $("trouble").hidden = true;
  } catch (failure) {
    $("trouble").textContent = failure.message;
    $("trouble").hidden = false;
  }
}

async function start() {
  startTicking($("clock"));
  new ResizeObserver(() => session?.list.settle()).observe($("scroller"));
  $("person").addEventListener("change", ({ target }) => become(everyone.find(({ id }) => id === target.value)));
  $("hint-close").addEventListener("click", () => {
    localStorage.setItem(HINT_SEEN, "1");
    $("hint").hidden = true;
  });
  addEventListener("hashchange", () => chosen() !== session.person && become(chosen()));
  try {
    everyone = (await people()).people;
  } catch (failure) {
    $("trouble").textContent = failure.message;
    $("trouble").hidden = false;
    return;
  }
  $("person").append(...everyone.map((person) => el("option", { value: person.id }, displayName(person))));
  await become(chosen());
}

start();
