import { fill, foreign, make, set, write } from "./dom.js";
import { longTime, shortTime } from "./formats.js";
import { icon } from "./icons.js";
import { colour, numberLine, resolution, shape } from "./outcomes.js";
import { showTimer } from "./timers.js";
import { say } from "./words.js";

/** The number of rows beyond which a list that has grown by itself goes back to its first page. */
const MOST = 300;

/** The interaction list (S46–S68): one row an entry, kept in place while it changes, so that nothing flickers or loses focus. */
export class List {
  /** @type {Map<string, Row>} */
  #rows = new Map();

  /**
   * @param {HTMLElement} box The `role="listbox"`.
   * @param {import("./store.js").Store} store
   */
  constructor(box, store) {
    this.isTrimming = false;
    this.box = box;
    this.store = store;
    store.addEventListener("list", () => this.draw());
    store.addEventListener("selection", () => this.draw());
    box.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) store.select(row.dataset.id);
    });
    box.addEventListener("keydown", (event) => this.#key(event));
  }

  draw() {
    const entries = this.store.rows;
    const shown = new Set(entries.map((entry) => entry.id));
    for (const [id, row] of this.#rows) {
      if (!shown.has(id)) {
        row.element.remove();
        this.#rows.delete(id);
      }
    }
    entries.forEach((entry, place) => {
      const row = this.#rows.get(entry.id) ?? new Row(entry.id);
      this.#rows.set(entry.id, row);
      row.show(entry, entry.id === this.store.selected);
      const there = this.box.children[place];
      if (there !== row.element) this.box.insertBefore(row.element, there ?? null);
    });
    const current = this.#rows.get(this.store.selected);
    set(this.box, "aria-activedescendant", current?.element.id);
    // A page is open for a whole shift, and a busy team has thousands of calls in one.
    if (entries.length > MOST && this.box.parentElement.scrollTop === 0) this.#trim();
  }

  async #trim() {
    if (this.isTrimming) return;
    this.isTrimming = true;
    await this.store.trim();
    this.isTrimming = false;
  }

  /** Selects the entry that many rows further down; up where the number is negative. */
  move(steps) {
    const entries = this.store.rows;
    const at = entries.findIndex((entry) => entry.id === this.store.selected);
    const to = at < 0 ? 0 : Math.min(Math.max(at + steps, 0), entries.length - 1);
    if (!entries[to]) return;
    this.store.select(entries[to].id);
    this.#rows.get(entries[to].id)?.element.scrollIntoView({ block: "nearest" });
  }

  #key(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[event.key];
    if (steps === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.move(steps);
  }
}

/** One row. */
class Row {
  constructor(id) {
    this.name = foreign("", "row-name");
    this.number = make("span", { class: "row-number" });
    this.service = foreign("", "row-service");
    this.started = make("time", { class: "row-started" });
    this.mark = make("span", { class: "row-mark" });
    this.resolution = make("span", { class: "row-resolution" });
    this.timer = make("span", { class: "row-timer" });
    this.open = make("span", { class: "row-open", title: say("entry.open.long") }, icon("info"),
      make("span", { class: "unseen" }, say("entry.open.long")));
    this.element = make("div", { role: "option", class: "row", id: `row-${id}`, dataset: { id } },
      this.mark,
      make("div", { class: "row-top" }, this.name, this.started),
      make("div", { class: "row-middle" }, this.number, make("span", { class: "row-result" }, this.resolution, this.timer)),
      make("div", { class: "row-bottom" }, this.service, this.open));
  }

  show(entry, isSelected) {
    set(this.element, "aria-selected", String(isSelected));
    const look = { colour: colour(entry), live: String(entry.live), open: String(entry.open), outcome: entry.outcome ?? "" };
    Object.assign(this.element.dataset, look);
    this.name.classList.toggle("is-unknown", !entry.caller.known);
    write(this.name, entry.caller.displayName);
    fill(this.number, foreign(numberLine(entry)));
    write(this.service, entry.service.displayName);
    write(this.started, shortTime(entry.startedAt));
    set(this.started, "datetime", entry.startedAt);
    set(this.started, "title", longTime(entry.startedAt));
    const drawn = shape(entry);
    if (this.mark.dataset.shape !== drawn) {
      this.mark.dataset.shape = drawn;
      fill(this.mark, icon(drawn));
    }
    write(this.resolution, resolution(entry));
    showTimer(this.timer, entry.timers[entry.timer]);
    this.open.hidden = !entry.open;
  }
}
