import { duration } from "./formats.js";
import { write } from "./dom.js";

/**
 * Shows a timer in an element, and keeps it running while it has no end.
 *
 * @param {HTMLElement} element
 * @param {import("./types.js").Span | undefined} span
 */
export function showTimer(element, span) {
  if (!span) {
    delete element.dataset.since;
    return write(element, "");
  }
  if (span.endedAt) delete element.dataset.since;
  else element.dataset.since = span.startedAt;
  write(element, duration(span));
}

/** Moves all running timers of the page, once a second. */
export function runTimers() {
  setInterval(() => {
    for (const element of document.querySelectorAll("[data-since]")) {
      write(element, duration({ startedAt: element.dataset.since }));
    }
  }, 1_000);
}
