import { byID, foreign, make, set, write } from "./dom.js";
import { icon } from "./icons.js";
import { colour, numberLine, resolution, shape } from "./outcomes.js";
import { showTimer } from "./timers.js";
import { say } from "./words.js";

/**
 * The calls that this user is in, above everything else, whatever is typed, filtered, searched, scrolled or selected (P1); and the
 * team's queue, folded beneath them (P2).
 */
export class CallBar {
  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.box = byID("calls");
    this.own = new Rows(byID("own-calls"), OwnCall, store);
    this.queue = byID("queue");
    this.waiting = new Rows(byID("queue-calls"), WaitingCall, store);
    this.count = byID("queue-count");
    this.longest = byID("queue-longest");
    store.addEventListener("list", () => this.#draw());
    store.addEventListener("selection", () => this.#draw());
    this.queue.addEventListener("toggle", () => this.#draw());
  }

  /** Selects the user's own call; where there are several, the next one at each call of this. */
  showNext() {
    const own = this.store.own;
    const at = own.findIndex((entry) => entry.id === this.store.selected);
    if (own.length > 0) this.store.select(own[(at + 1) % own.length].id);
  }

  #draw() {
    const { own, queue } = this.store;
    this.box.hidden = own.length === 0 && queue.length === 0;
    this.own.show(own);
    this.queue.hidden = queue.length === 0;
    write(this.count, say("queue.waiting", { count: queue.length }));
    showTimer(this.longest, queue[0]?.timers.queue);
    // A fold that is closed shows nobody, and need not hold anybody.
    this.waiting.show(this.queue.open ? queue : []);
  }
}

/** One element for each entry, kept in place while it changes: whoever is on a button stays there. */
class Rows {
  #rows = new Map();

  /** @param {HTMLElement} box @param {new (entry: import("./types.js").Entry, store: import("./store.js").Store) => any} Kind */
  constructor(box, Kind, store) {
    Object.assign(this, { box, Kind, store });
  }

  /** @param {import("./types.js").Entry[]} entries In their order. */
  show(entries) {
    const shown = new Set(entries.map((entry) => entry.id));
    for (const [id, row] of this.#rows) {
      if (shown.has(id)) continue;
      row.element.remove();
      this.#rows.delete(id);
    }
    entries.forEach((entry, place) => {
      const row = this.#rows.get(entry.id) ?? new this.Kind(entry, this.store);
      this.#rows.set(entry.id, row);
      row.show(entry, entry.id === this.store.selected);
      const there = this.box.children[place];
      if (there !== row.element) this.box.insertBefore(row.element, there ?? null);
    });
  }
}

/** A call that rings at this user, or that they are in. */
class OwnCall {
  constructor(entry, store) {
    this.mark = make("span", { class: "call-mark" });
    this.state = make("span", { class: "call-state" });
    this.name = foreign("", "call-name");
    this.service = foreign("", "call-service");
    this.timer = make("span", { class: "call-timer" });
    this.button = make("button", { type: "button", class: "button", "aria-keyshortcuts": "n", onclick: () => store.select(entry.id) });
    this.element = make("li", { class: "call", dataset: { id: entry.id } },
      this.mark, this.state, make("span", { class: "call-who" }, this.name, this.service), this.timer, this.button);
  }

  show(entry, isSelected) {
    Object.assign(this.element.dataset, { colour: colour(entry), state: entry.state });
    const drawn = shape(entry);
    if (this.mark.dataset.shape !== drawn) {
      this.mark.dataset.shape = drawn;
      this.mark.replaceChildren(icon(drawn));
    }
    write(this.state, resolution(entry));
    write(this.name, entry.caller.displayName);
    write(this.service, entry.service.displayName);
    showTimer(this.timer, entry.timers[entry.timer]);
    set(this.element, "aria-current", isSelected ? "true" : null);
    write(this.button, say(isSelected ? "calls.shown" : "calls.show"));
    set(this.button, "aria-label", say("calls.showLong", { name: entry.caller.displayName }));
    this.button.disabled = isSelected;
  }
}

/** A call that waits for anybody in the team. */
class WaitingCall {
  constructor(entry, store) {
    this.timer = make("span", { class: "call-timer" });
    this.name = foreign("", "call-name");
    this.number = foreign("", "call-service");
    this.service = foreign("", "call-service");
    this.button = make("button", { type: "button", class: "waiting", onclick: () => store.select(entry.id) },
      this.timer, this.name, this.number, this.service);
    this.element = make("li", { dataset: { id: entry.id } }, this.button);
  }

  show(entry, isSelected) {
    showTimer(this.timer, entry.timers.queue);
    write(this.name, entry.caller.displayName);
    write(this.number, numberLine(entry));
    write(this.service, entry.service.displayName);
    set(this.button, "aria-current", isSelected ? "true" : null);
  }
}
