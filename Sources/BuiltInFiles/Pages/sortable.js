import { announce } from "./announcer.js";
import { fill, make, set } from "./dom.js";
import { icon } from "./icons.js";
import { say } from "./words.js";

/**
 * A list whose order matters: rows are moved by dragging their grip, by their arrows, or by Alt and the arrow keys.
 */
export class Sortable {
  #dragged = -1;

  /**
   * @param {any[]} items Changed in place.
   * @param {(item: any, place: number) => (Node | null)[]} row Makes what a row holds.
   * @param {(item: any) => string} name The name of a row, for people who can't see it.
   * @param {() => void} changed
   */
  constructor(items, row, name, changed) {
    Object.assign(this, { items, row, name, changed });
    this.element = make("ol", { class: "sortable" });
    this.draw();
  }

  draw() {
    fill(this.element, this.items.map((item, place) => this.#row(item, place)));
  }

  /** Adds an item at the end, with the focus in its first field. */
  add(item) {
    this.items.push(item);
    this.#redraw();
    this.element.lastElementChild?.querySelector("input")?.focus();
  }

  #row(item, place) {
    const grip = make("span", {
      class: "grip", title: say("sort.drag"), onpointerdown: () => set(element, "draggable", "true"),
    }, icon("grip"));
    const element = make("li", {
      class: "sortable-row",
      onkeydown: (event) => this.#key(event, place),
      ondragstart: (event) => { this.#dragged = place; event.dataTransfer.effectAllowed = "move"; },
      ondragend: () => set(element, "draggable", null),
      ondragover: (event) => this.#dragged >= 0 && event.preventDefault(),
      ondrop: (event) => { event.preventDefault(); this.#move(this.#dragged, place); },
    }, grip, make("div", { class: "sortable-content" }, this.row(item, place)), make("span", { class: "sortable-buttons" },
      this.#button("up", place, () => this.#move(place, place - 1, "up"), place === 0),
      this.#button("down", place, () => this.#move(place, place + 1, "down"), place === this.items.length - 1),
      this.#button("close", place, () => this.#remove(place), false)));
    return element;
  }

  #button(drawn, place, action, isDisabled) {
    const label = say(`sort.${drawn}`, { name: this.name(this.items[place]) });
    return make("button", {
      type: "button", class: "icon-button", "aria-label": label, title: label, disabled: isDisabled, onclick: action,
      dataset: { does: drawn },
    }, icon(drawn));
  }

  #key(event, place) {
    const steps = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!steps || !event.altKey) return;
    event.preventDefault();
    this.#move(place, place + steps);
  }

  #move(from, to, does) {
    this.#dragged = -1;
    if (from < 0 || to < 0 || to >= this.items.length || from === to) return;
    const [item] = this.items.splice(from, 1);
    this.items.splice(to, 0, item);
    this.#redraw();
    const row = this.element.children[to];
    const button = does && row.querySelector(`[data-does="${does}"]:not(:disabled)`);
    (button || row.querySelector("input, button:not(:disabled)"))?.focus();
    announce(say("sort.moved", { name: this.name(item), place: to + 1 }));
  }

  #remove(place) {
    this.items.splice(place, 1);
    this.#redraw();
    this.element.children[Math.min(place, this.items.length - 1)]?.querySelector("input, button:not(:disabled)")?.focus();
  }

  #redraw() {
    this.draw();
    this.changed();
  }
}
