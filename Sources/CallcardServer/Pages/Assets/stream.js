import { learnClock } from "./formats.js";
import { signedOut } from "./api.js";
import { EventParser } from "./event-parser.js";

/** Comments come every 15 s; after this long without a byte, the line is dead, whatever the network says. */
const SILENCE = 40_000;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

/**
 * Follows the events of the signed-in user, for ever: it comes back by itself, with the last event's id, so that nothing is
 * missed.
 *
 * `fetch` rather than `EventSource`: that one can't tell a refused sign-in (401) from a lost line.
 */
export class Stream {
  #lastID = "";
  #wait = FIRST_WAIT;
  #abort = new AbortController();
  #wake = () => {};

  /**
   * @param {(type: string, data: any, id: string) => void} told What to do with an event.
   * @param {(status: "open" | "lost" | "signedOut") => void} changed What to do when the line comes or goes.
   */
  constructor(told, changed) {
    this.told = told;
    this.changed = changed;
    // Whoever comes back to the page or to the network doesn't want to wait.
    window.addEventListener("online", () => this.#wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake());
  }

  /** Runs until the sign-in is over. */
  async run() {
    for (;;) {
      const status = await this.#follow();
      if (status === 401) {
        this.changed("signedOut");
        return signedOut();
      }
      this.changed("lost");
      await this.#pause();
    }
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
      this.changed("open");
      const parser = new EventParser((event) => this.#hear(event), (wait) => { this.#wait = wait; });
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

  #hear({ type, data, id }) {
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
