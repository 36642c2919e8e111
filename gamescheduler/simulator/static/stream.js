// The live connection: Server-Sent Events, reconnecting by itself.

import { setClock } from "./clock.js";

// The simulator says hello every 20 s; two missed ones mean a connection that only looks alive.
const SILENCE_MS = 45_000;
const RETRY_MS = 2_000;

export class Stream {
  /** `announce(online)` is told about every change of the connection. */
  constructor(world, announce) {
    this.world = world;
    this.announce = announce;
    this.connect();
  }

  connect() {
    this.source = new EventSource(this.world.api.streamUrl());
    this.source.addEventListener("open", () => this.opened());
    this.source.addEventListener("error", () => this.lost());
    this.on("hello", ({ now, speed }) => setClock(now, speed));
    this.on("message_create", (message) => this.world.put(message));
    this.on("message_update", (message) => this.world.put(message));
    this.on("message_delete", (gone) => this.world.remove(gone));
    this.on("dm_open", (dm) => this.world.openedDm(dm));
    this.on("state", () => this.refetch());
    // Not "modal": every tab of a person hears of it, and only the one that asked for the form should show it.
    this.watch();
  }

  on(name, take) {
    this.source.addEventListener(name, (event) => {
      this.watch();
      take(JSON.parse(event.data));
    });
  }

  // Also the first time: what happened between the first fetch and this moment came over neither. After a gap
  // the simulator's replay may be too short, so only fetching everything is certain.
  opened() {
    this.announce(true);
    this.refetch();
  }

  lost() {
    this.announce(false);
    // The browser retries a broken connection, but gives up on one that was answered with an error.
    if (this.source.readyState === EventSource.CLOSED) this.restartIn(RETRY_MS);
  }

  watch() {
    this.restartIn(SILENCE_MS);
  }

  restartIn(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.source.close();
      this.connect();
    }, milliseconds);
  }

  // Several structural changes in a row (a server being set up) are one fetch.
  refetch() {
    clearTimeout(this.pendingFetch);
    this.pendingFetch = setTimeout(() => this.world.load().catch(() => this.failed()), 50);
  }

  failed() {
    if (this.world.retired) return;
    this.announce(false);
    this.restartIn(RETRY_MS);
  }

  close() {
    this.source.close();
    clearTimeout(this.timer);
    clearTimeout(this.pendingFetch);
  }
}
