import { listEntries } from "./api.js";
import { Listing } from "./listing.js";

/** States in which a call is this user's own, not only the team's. */
const OWN = ["ringing", "dialing", "connected"];

/** Whether a call rings at this user, or they are in it. @param {import("./types.js").Entry} entry */
export function isOwn(entry) {
  return OWN.includes(entry.state);
}

/**
 * All entries that this page knows, by id, and which of them the list shows.
 *
 * Dispatches an event for each change: `list` (what the list shows), `entry` (`detail: {entry, before}`), `removed` and `context`
 * (`detail: {id}`), `forgotten` (all callers), `restarted`, `selection`.
 */
export class Store extends EventTarget {
  /** @type {Map<string, import("./types.js").Entry>} */
  #entries = new Map();
  #listings = { all: new Listing("all"), accepted: new Listing("accepted"), missed: new Listing("missed") };
  #search = null;
  #boot = "";
  #abort = new AbortController();
  /** For each question about the list that is under way, the ids of entries that the stream has changed since. @type {Set<Set<string>>} */
  #changedSince = new Set();
  /** Entries that were live when the server restarted: it has forgotten their callers. */
  restarted = new Set();
  outcome = "all";
  text = "";
  selected = null;
  /** Whether the server has sent anything yet. */
  ready = false;
  /** Whether the list could not be read from the server. */
  failed = false;

  /** The entries that the list shows, newest update first (S47). @returns {import("./types.js").Entry[]} */
  get rows() {
    return this.#listing.rows(this.#entries);
  }

  /** Whether there is more than the list shows. */
  get hasMore() {
    return this.#listing.next !== undefined;
  }

  /** Whether no call is going on for this user: "dormant" (S3). */
  get isDormant() {
    return ![...this.#entries.values()].some((entry) => entry.live);
  }

  /** Live entries, newest update first. */
  get live() {
    return [...this.#entries.values()].filter((entry) => entry.live).sort(Listing.order);
  }

  /** Live calls of this user's own, not only of the team's: those they talk in first. @returns {import("./types.js").Entry[]} */
  get own() {
    const own = this.live.filter(isOwn);
    return [...own.filter((entry) => entry.state === "connected"), ...own.filter((entry) => entry.state !== "connected")];
  }

  /** Calls that wait for anybody in the team, the longest first. @returns {import("./types.js").Entry[]} */
  get queue() {
    const since = (entry) => entry.timers.queue?.startedAt ?? entry.startedAt;
    return this.live.filter((entry) => !isOwn(entry)).sort((left, right) => (since(left) < since(right) ? -1 : 1));
  }

  entry(id) {
    return this.#entries.get(id);
  }

  get #listing() {
    return this.#search ?? this.#listings[this.outcome];
  }

  /** Receives one event of the stream. */
  receive(type, data, id) {
    this.#lookForRestart(id);
    if (type === "snapshot") this.#replaceAll(data);
    else if (type === "entry") this.update(data);
    else if (type === "removed") this.#remove(data.id);
    else if (type === "context") this.#dispatch("context", { id: data.id });
  }

  /** Updates an entry to what it is now. @param {import("./types.js").Entry} entry */
  update(entry) {
    const before = this.#entries.get(entry.id);
    for (const changed of this.#changedSince) changed.add(entry.id);
    this.#entries.set(entry.id, entry);
    if (entry.caller.known || !entry.live) this.restarted.delete(entry.id);
    for (const listing of Object.values(this.#listings)) listing.update(entry, this.#entries);
    this.#dispatch("entry", { entry, before });
    if (this.#search) this.#searchSoon();
    this.#dispatch("list");
  }

  select(id) {
    if (this.selected === id) return;
    this.selected = id;
    this.#dispatch("selection");
  }

  /** Shows other entries: all, accepted or missed ones (S6), with this text (S48). */
  async show({ outcome = this.outcome, text = this.text }) {
    this.outcome = outcome;
    this.text = text;
    this.#search = text ? new Listing(outcome) : null;
    if (this.#listing.isLoaded) return this.#dispatch("list");
    await this.#load();
  }

  /** Asks for the next page. */
  more() {
    return this.#load(this.#listing.next);
  }

  /** Goes back to the first page of a list that has become long by itself, and lets go of the rest. */
  async trim() {
    const shown = this.#listing;
    await this.#load();
    if (shown !== this.#listing) return;
    for (const listing of Object.values(this.#listings)) if (listing !== shown) listing.forget();
    for (const [id, entry] of this.#entries) if (!entry.live && id !== this.selected && !shown.has(id)) this.#entries.delete(id);
  }

  /** Forgets the callers of all entries: this page is no longer informed when the server forgets one. */
  forgetCallers() {
    for (const [id, entry] of this.#entries) this.#entries.set(id, { ...entry, caller: { displayName: "Anonymous", known: false } });
    this.#dispatch("forgotten");
    this.#dispatch("list");
  }

  async #load(before) {
    const listing = this.#listing;
    this.#abort.abort();
    this.#abort = new AbortController();
    const changed = new Set();
    this.#changedSince.add(changed);
    this.failed = false;
    this.#dispatch("list");
    try {
      const page = await listEntries({ outcome: this.outcome, text: this.text, before }, this.#abort.signal);
      // What the stream has told meanwhile is newer than this answer, and may not be in it.
      const answered = page.items.filter((entry) => !changed.has(entry.id));
      const updated = [...changed].map((id) => this.#entries.get(id)).filter((entry) => entry !== undefined);
      const found = new Set(page.items.map((entry) => entry.id));
      for (const entry of answered) this.#entries.set(entry.id, entry);
      listing.add({ items: answered, next: page.next }, before === undefined);
      for (const entry of updated) if (listing !== this.#search || found.has(entry.id)) listing.update(entry, this.#entries);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.failed = true;
    } finally {
      this.#changedSince.delete(changed);
    }
    this.#dispatch("list");
  }

  #searchSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#search && this.#load(), 250);
  }

  #replaceAll(page) {
    const known = new Map(this.#entries);
    this.#entries.clear();
    for (const listing of [...Object.values(this.#listings), ...(this.#search ? [this.#search] : [])]) listing.forget();
    for (const entry of page.items) this.#entries.set(entry.id, entry);
    this.#listings.all.add(page, true);
    const isFirst = !this.ready;
    this.ready = true;
    for (const id of known.keys()) if (!this.#entries.has(id) && id !== this.selected) this.#dispatch("removed", { id });
    for (const entry of page.items) this.#dispatch("entry", { entry, before: known.get(entry.id), isFirst });
    if (this.#listing.isLoaded) this.#dispatch("list");
    else this.#load();
    if (page.live && page.next) this.#loadLive(page.next);
  }

  /** Reads live calls that are further down: whoever is in a long call must see it, however many have come since. */
  async #loadLive(before) {
    const changed = new Set();
    this.#changedSince.add(changed);
    try {
      const page = await listEntries({ outcome: "all", text: "", before, limit: 200 });
      const live = page.items.filter((entry) => entry.live && !changed.has(entry.id));
      for (const entry of live) this.#entries.set(entry.id, entry);
      if (live.length > 0) this.#dispatch("list");
    } catch {
      // The list says so where it can't be read.
    } finally {
      this.#changedSince.delete(changed);
    }
  }

  #remove(id) {
    for (const changed of this.#changedSince) changed.add(id);
    this.#entries.delete(id);
    for (const listing of [...Object.values(this.#listings), ...(this.#search ? [this.#search] : [])]) listing.remove(id);
    this.#dispatch("removed", { id });
    this.#dispatch("list");
  }

  /** Event ids are `<boot>-<n>`; another boot is another run of the server. */
  #lookForRestart(id) {
    const boot = id.slice(0, id.lastIndexOf("-"));
    if (this.#boot && this.#boot !== boot) {
      this.restarted = new Set(this.live.map((entry) => entry.id));
      this.#dispatch("restarted");
    }
    this.#boot = boot;
  }

  #dispatch(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
