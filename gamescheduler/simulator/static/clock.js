// The world's clock, which may run faster than the reader's, and times written in the reader's zone and language.

const anchor = { world: Date.now(), page: performance.now(), speed: 1 };
let tick = () => {};

/** Set the clock to the world's time (ISO 8601) and pace, as the simulator last told them. */
export function setClock(iso, speed) {
  anchor.world = Date.parse(iso);
  anchor.page = performance.now();
  anchor.speed = speed;
  tick();
}

/** World time in milliseconds since 1970. */
export function worldNow() {
  return anchor.world + (performance.now() - anchor.page) * anchor.speed;
}

// The styles of <t:unix:style>: https://discord.com/developers/docs/reference#message-formatting-timestamp-styles
const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};
const formats = Object.fromEntries(
  Object.entries(STYLES).map(([style, options]) => [style, new Intl.DateTimeFormat(undefined, options)]),
);
const worldFormat = new Intl.DateTimeFormat(undefined, {
  weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
});
const relativeFormat = new Intl.RelativeTimeFormat(undefined);
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const UNITS = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3_600], ["minute", 60]];

/** How far `milliseconds` is from the world's present: "in 4 days", "3 minutes ago". */
export function distance(milliseconds) {
  const seconds = Math.round((milliseconds - worldNow()) / 1000);
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return relativeFormat.format(Math.round(seconds / size), unit);
  }
  return relativeFormat.format(seconds, "second");
}

/** Text of a moment in one of Discord's timestamp styles (t T d D f F R). */
export function written(milliseconds, style) {
  return style === "R" ? distance(milliseconds) : formats[style].format(milliseconds);
}

/** A <time> element for a moment; style R keeps itself up to date. */
export function timeElement(milliseconds, style) {
  const node = document.createElement("time");
  const moment = new Date(milliseconds);
  if (Number.isNaN(moment.valueOf())) {
    node.textContent = "Invalid date";
    return node;
  }
  node.dateTime = moment.toISOString();
  node.title = `${formats.F.format(moment)} (${zone})`;
  node.textContent = written(milliseconds, style);
  if (style === "R") node.dataset.relative = milliseconds;
  return node;
}

/** Every second: the world's time into `display`, and every relative time of the page brought up to date. */
export function startTicking(display) {
  tick = () => {
    const pace = anchor.speed === 1 ? "" : ` · ${anchor.speed}×`;
    display.textContent = worldFormat.format(worldNow()) + pace;
    for (const node of document.querySelectorAll("time[data-relative]")) {
      const text = distance(Number(node.dataset.relative));
      if (node.textContent !== text) node.textContent = text;
    }
  };
  tick();
  setInterval(tick, 1000);
}
