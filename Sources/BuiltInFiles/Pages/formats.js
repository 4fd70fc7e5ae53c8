import { locale, say } from "./words.js";

const DAY = 86_400_000;
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const dateWithYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const full = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium" });
const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

/** The milliseconds by which the server's clock is ahead of this browser's. */
let ahead = 0;

/**
 * Learns the server's clock from an answer's `Date`. Timers run from the server's times, and a computer's clock may be minutes
 * off; the header counts whole seconds, so small differences are none.
 *
 * @param {string | null} header
 */
export function learnClock(header) {
  const difference = header ? Date.parse(header) - Date.now() : 0;
  ahead = Math.abs(difference) > 2_000 ? difference : 0;
}

/** The server's time now, in milliseconds since 1970. */
export function now() {
  return Date.now() + ahead;
}

/**
 * The length of a span, which may still be running: `0:07`, `12:34`, `1:02:03`.
 *
 * @param {import("./types.js").Span} span
 */
export function duration(span) {
  const end = span.endedAt ? Date.parse(span.endedAt) : now();
  const seconds = Math.max(0, Math.floor((end - Date.parse(span.startedAt)) / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const tail = String(seconds % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** A moment for a list, in the user's zone: the time today, "Yesterday" and the time, else the date and the time (S64). */
export function shortTime(text) {
  const moment = new Date(text);
  const midnight = new Date(now()).setHours(0, 0, 0, 0);
  const at = moment.getTime();
  if (at >= midnight) return clock.format(moment);
  if (at >= new Date(midnight - DAY / 2).setHours(0, 0, 0, 0)) return `${say("time.yesterday")} ${clock.format(moment)}`;
  const sameYear = moment.getFullYear() === new Date(now()).getFullYear();
  return `${(sameYear ? date : dateWithYear).format(moment)}, ${clock.format(moment)}`;
}

/** A moment with its day, for where there is room. */
export function longTime(text) {
  return full.format(new Date(text));
}

/** A moment with its date, for a list of facts. */
export function dayAndTime(text) {
  const moment = new Date(text);
  return `${dateWithYear.format(moment)}, ${clock.format(moment)}`;
}

/** The day of a moment. */
export function day(text) {
  return dateWithYear.format(new Date(text));
}

/** Milliseconds with their unit. */
export function milliseconds(value) {
  return `${number.format(value)} ms`;
}

/** A share of 0 to 1 in percent. */
export function percent(share) {
  return `${number.format(share * 100)} %`;
}

/** A count. */
export function count(value) {
  return number.format(value);
}
