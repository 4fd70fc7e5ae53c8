import { readEntry } from "./api.js";
import { say } from "./words.js";
import { announce } from "./announcer.js";

/** The states of a call in which the moment of a link's `on` has come. */
const STATES = { offered: ["ringing", "dialing", "connected"], accepted: ["connected"] };

/**
 * Opens links by themselves when a call is offered to this user or accepted by them.
 *
 * Only what changes while the page is open opens anything: a reload in mid-call does not open it all again. Of several tabs of
 * this page, one does it: the one that holds the lock.
 */
export class Opener {
  #opened = new Set();
  #blocked = new Map();
  #due = new Set();
  #isFirstTab = !navigator.locks;

  /**
   * @param {import("./store.js").Store} store
   * @param {import("./popups.js").Popups} popups
   */
  constructor(store, popups) {
    this.store = store;
    this.popups = popups;
    store.addEventListener("entry", ({ detail }) => this.#look(detail));
    store.addEventListener("removed", ({ detail }) => this.#forget(detail.id));
    store.addEventListener("context", ({ detail }) => this.#due.has(detail.id) && this.#open(detail.id));
    navigator.locks?.request("callcard.opener", () => {
      this.#isFirstTab = true;
      return new Promise(() => {});
    });
  }

  /** Whether a link's moment has come. */
  isDue(entry, link) {
    return STATES[link.on].includes(entry.state);
  }

  /** The links of a call that the browser kept from opening. @returns {import("./types.js").Link[]} */
  blocked(id) {
    return this.#blocked.get(id) ?? [];
  }

  askForLeave() {
    this.popups.explain();
  }

  /** Opens a link by hand, from a shortcut. @param {import("./types.js").Link} link */
  openNow(id, link) {
    if (this.popups.open(link.url)) this.settle(id, link);
  }

  /** Notes that a link that was held back is open now. */
  settle(id, link) {
    this.#blocked.set(id, this.blocked(id).filter((other) => other.name !== link.name));
    this.#redraw(id);
  }

  #look({ entry, before, isFirst }) {
    if (!entry.live) return this.#forget(entry.id);
    if (isFirst || entry.state === before?.state || !STATES.offered.includes(entry.state)) return;
    this.#due.add(entry.id);
    this.#open(entry.id);
  }

  /** Drops the links of a call, which hold facts of its caller; none of them opens any more. */
  #forget(id) {
    this.#due.delete(id);
    this.#blocked.delete(id);
  }

  async #open(id) {
    if (!this.#isFirstTab) return;
    let detail;
    try {
      detail = await readEntry(id);
    } catch {
      return;
    }
    if (!detail.live) return;
    for (const link of detail.context?.contexts ?? []) {
      // By name: a later revision may make another URL of it, and nobody wants both.
      const key = `${id} ${link.name}`;
      if (link.opens !== "tab" || !this.isDue(detail, link) || this.#opened.has(key)) continue;
      this.#opened.add(key);
      if (this.popups.open(link.url)) announce(say("context.opened", { name: link.name }));
      else this.#missed(id, link);
    }
  }

  #missed(id, link) {
    this.#blocked.set(id, [...this.blocked(id), link]);
    this.#redraw(id);
  }

  #redraw(id) {
    const entry = this.store.entry(id);
    if (entry) this.store.dispatchEvent(new CustomEvent("entry", { detail: { entry, before: entry } }));
  }
}
