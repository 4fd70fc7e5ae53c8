import { listEntries } from "./api.js";
import { Listing } from "./listing.js";

/**
 * All entries that this page knows, by id, and which of them the list shows.
 *
 * Tells of changes by events: `list` (what the list shows), `entry` (`detail: {entry, before}`), `removed` and `context`
 * (`detail: {id}`), `restarted`, `selection`.
 */
export class Store extends EventTarget {
  /** @type {Map<string, import("./types.js").Entry>} */
  #entries = new Map();
  #listings = { all: new Listing("all"), accepted: new Listing("accepted"), missed: new Listing("missed") };
  #search = null;
  #boot = "";
  #abort = new AbortController();
  /** Entries that were live when the server restarted: it has forgotten who calls. */
  restarted = new Set();
  outcome = "all";
  text = "";
  selected = null;
  /** Whether anything was heard from the server yet. */
  ready = false;
  /** Whether the server could not be asked for what the list shows. */
  failed = false;

  /** What the list shows, newest update first (S47). @returns {import("./types.js").Entry[]} */
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

  entry(id) {
    return this.#entries.get(id);
  }

  get #listing() {
    return this.#search ?? this.#listings[this.outcome];
  }

  /** Takes in one event of the stream. */
  hear(type, data, id) {
    this.#lookForRestart(id);
    if (type === "snapshot") this.#takeSnapshot(data);
    else if (type === "entry") this.take(data);
    else if (type === "removed") this.#remove(data.id);
    else if (type === "context") this.#tell("context", { id: data.id });
  }

  /** Takes in an entry as it is now. @param {import("./types.js").Entry} entry */
  take(entry) {
    const before = this.#entries.get(entry.id);
    this.#entries.set(entry.id, entry);
    if (entry.caller.known || !entry.live) this.restarted.delete(entry.id);
    for (const listing of Object.values(this.#listings)) listing.take(entry, this.#entries);
    this.#tell("entry", { entry, before });
    if (this.#search) this.#searchSoon();
    this.#tell("list");
  }

  select(id) {
    if (this.selected === id) return;
    this.selected = id;
    this.#tell("selection");
  }

  /** Shows other entries: all, accepted or missed ones (S6), with this text (S48). */
  async show({ outcome = this.outcome, text = this.text }) {
    this.outcome = outcome;
    this.text = text;
    this.#search = text ? new Listing(outcome) : null;
    if (this.#listing.isLoaded) return this.#tell("list");
    await this.#load();
  }

  /** Asks for the next page. */
  more() {
    return this.#load(this.#listing.next);
  }

  async #load(before) {
    const listing = this.#listing;
    this.#abort.abort();
    this.#abort = new AbortController();
    this.failed = false;
    this.#tell("list");
    try {
      const page = await listEntries({ outcome: this.outcome, text: this.text, before }, this.#abort.signal);
      for (const entry of page.items) this.#entries.set(entry.id, entry);
      listing.add(page, before === undefined);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.failed = true;
    }
    this.#tell("list");
  }

  #searchSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#search && this.#load(), 250);
  }

  #takeSnapshot(page) {
    const known = new Map(this.#entries);
    this.#entries.clear();
    for (const listing of Object.values(this.#listings)) listing.forget();
    for (const entry of page.items) this.#entries.set(entry.id, entry);
    this.#listings.all.add(page, true);
    const isFirst = !this.ready;
    this.ready = true;
    for (const id of known.keys()) if (!this.#entries.has(id) && id !== this.selected) this.#tell("removed", { id });
    for (const entry of page.items) this.#tell("entry", { entry, before: known.get(entry.id), isFirst });
    if (this.#listing.isLoaded) this.#tell("list");
    else this.#load();
  }

  #remove(id) {
    this.#entries.delete(id);
    for (const listing of [...Object.values(this.#listings), ...(this.#search ? [this.#search] : [])]) listing.remove(id);
    this.#tell("removed", { id });
    this.#tell("list");
  }

  /** Event ids are `<boot>-<n>`; another boot is another run of the server. */
  #lookForRestart(id) {
    const boot = id.slice(0, id.lastIndexOf("-"));
    if (this.#boot && this.#boot !== boot) {
      this.restarted = new Set(this.live.map((entry) => entry.id));
      this.#tell("restarted");
    }
    this.#boot = boot;
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
