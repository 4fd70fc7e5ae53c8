const ACCEPTED = ["accepted", "destinationAccepted"];
const MISSED = ["declined", "unanswered", "abandoned"];

/**
 * The entries that one filter shows, as far as they were read: the top of the whole list, without gaps.
 */
export class Listing {
  #ids = new Set();
  /** The cursor of the next page; `undefined` where there is none. */
  next = undefined;
  isLoaded = false;

  /** @param {"all" | "accepted" | "missed"} outcome */
  constructor(outcome) {
    this.outcome = outcome;
  }

  /** Newest update first, ties by id, as the server sorts (S47). */
  static order(left, right) {
    if (left.updatedAt !== right.updatedAt) return left.updatedAt > right.updatedAt ? -1 : 1;
    return left.id < right.id ? -1 : 1;
  }

  /** @param {Map<string, import("./types.js").Entry>} entries */
  rows(entries) {
    return [...this.#ids].map((id) => entries.get(id)).filter((entry) => entry !== undefined).sort(Listing.order);
  }

  /** Takes in a page, the first one in the place of all that was there. @param {import("./types.js").Page} page */
  add(page, isFirst) {
    if (isFirst) this.#ids.clear();
    for (const entry of page.items) this.#ids.add(entry.id);
    this.next = page.next;
    this.isLoaded = true;
  }

  /** Takes in an entry that has changed. Older ones than those shown come with their page. */
  update(entry, entries) {
    if (!this.isLoaded) return;
    if (!this.matches(entry)) return this.remove(entry.id);
    const last = this.rows(entries).at(-1);
    if (this.next === undefined || !last || Listing.order(entry, last) <= 0) this.#ids.add(entry.id);
  }

  matches(entry) {
    if (this.outcome === "accepted") return ACCEPTED.includes(entry.outcome);
    if (this.outcome === "missed") return MISSED.includes(entry.outcome);
    return true;
  }

  has(id) {
    return this.#ids.has(id);
  }

  remove(id) {
    this.#ids.delete(id);
  }

  forget() {
    this.#ids.clear();
    this.next = undefined;
    this.isLoaded = false;
  }
}
