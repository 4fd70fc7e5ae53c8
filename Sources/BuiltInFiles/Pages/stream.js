import { learnClock } from "./formats.js";
import { signedOut } from "./api.js";
import { EventParser } from "./event-parser.js";

/** The milliseconds without a byte after which the connection counts as dead; comments come every 15 s. */
const SILENCE = 40_000;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
/** The longest time, in milliseconds, for which the server holds a caller whose call is over. */
const LONGEST_HELD = 900_000;

/**
 * Follows the events of the signed-in user, for ever: it comes back by itself, with the last event's id, so that nothing is
 * missed.
 *
 * `fetch` rather than `EventSource`: that one can't tell a refused sign-in (401) from a lost connection.
 */
export class Stream {
  #lastID = "";
  #wait = FIRST_WAIT;
  #abort = new AbortController();
  #wake = () => {};
  #forget = undefined;
  #isOver = false;

  /**
   * @param {(type: string, data: any, id: string) => void} told What to do with an event.
   * @param {(status: "open" | "lost" | "stale" | "noCalls") => void} changed What to do when the line comes or
   *   goes; `stale` when it has been gone for so long that no caller may be shown any more, `noCalls` when this user has none.
   */
  constructor(told, changed) {
    this.told = told;
    this.changed = changed;
    // A user who comes back to the page or to the network doesn't want to wait.
    window.addEventListener("online", () => this.#wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake());
  }

  /** Runs until the sign-in is over, or it turns out that this user has no calls. */
  async run() {
    for (;;) {
      const status = await this.#follow();
      if (this.#isOver) return;
      if (status === 401) return signedOut();
      if (status === 403) return this.changed("noCalls");
      this.changed("lost");
      this.#forget ??= setTimeout(() => this.#goStale(), LONGEST_HELD);
      await this.#pause();
    }
  }

  /** Ends the connection for good. */
  end() {
    this.#isOver = true;
    clearTimeout(this.#forget);
    this.#abort.abort();
  }

  /** One connection, to its end. @returns {Promise<number>} The status; 0 where there was no answer. */
  async #follow() {
    this.#abort = new AbortController();
    let watchdog = setTimeout(() => this.#abort.abort(), SILENCE);
    try {
      const response = await fetch("/v1/users/me/events", {
        signal: this.#abort.signal,
        credentials: "same-origin",
        cache: "no-store",
        headers: { accept: "text/event-stream", ...(this.#lastID ? { "last-event-id": this.#lastID } : {}) },
      });
      if (!response.ok || !response.body) return response.status;
      learnClock(response.headers.get("date"));
      clearTimeout(this.#forget);
      this.#forget = undefined;
      this.changed("open");
      const parser = new EventParser((event) => this.#receive(event), (wait) => { this.#wait = wait; });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return response.status;
        clearTimeout(watchdog);
        watchdog = setTimeout(() => this.#abort.abort(), SILENCE);
        parser.read(value);
      }
    } catch {
      return 0;
    } finally {
      clearTimeout(watchdog);
    }
  }

  /** After that the whole list is asked for anew: it holds the callers that are still held. */
  #goStale() {
    this.#lastID = "";
    this.changed("stale");
  }

  #receive({ type, data, id }) {
    this.#lastID = id;
    this.told(type, JSON.parse(data), id);
  }

  async #pause() {
    await new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, this.#wait);
    });
    this.#wake = () => {};
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }
}
