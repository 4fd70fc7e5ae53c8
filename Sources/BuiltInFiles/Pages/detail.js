import { readEntry } from "./api.js";
import { byID, fill, foreign, make, patch, write } from "./dom.js";
import { icon } from "./icons.js";
import { CallerWidget } from "./caller-widget.js";
import { ConclusionWidget } from "./conclusion-widget.js";
import { ContextWidget } from "./context-widget.js";
import { MapWidget } from "./map-widget.js";
import { StatusWidget } from "./status-widget.js";
import { numberLine } from "./outcomes.js";
import { now } from "./formats.js";
import { announce } from "./announcer.js";
import { say } from "./words.js";

/** The right side: all about the selected entry, each widget only where its service shows it (S1, S2, S22, S58). */
export class Detail {
  /** @type {import("./types.js").Detail | null} */
  #detail = null;
  #widgets = [];
  #abort = new AbortController();
  #timer;

  /**
   * @param {import("./store.js").Store} store
   * @param {import("./opener.js").Opener} opener
   */
  constructor(store, opener) {
    this.store = store;
    this.opener = opener;
    this.pane = byID("detail");
    this.head = byID("detail-head");
    this.body = byID("detail-body");
    store.addEventListener("selection", () => this.#open());
    store.addEventListener("entry", ({ detail }) => detail.entry.id === store.selected && this.#changed(detail.entry));
    store.addEventListener("context", ({ detail }) => detail.id === store.selected && this.#load());
    store.addEventListener("removed", ({ detail }) => detail.id === store.selected && this.#removed());
    store.addEventListener("forgotten", () => this.#forget());
  }

  /** Whether there is an unsaved draft. */
  get isDirty() {
    return this.#widgets.some((widget) => widget.isDirty);
  }

  /** The links of the entry, for the shortcuts. @returns {import("./types.js").Link[]} */
  get links() {
    return this.#detail?.context?.contexts ?? [];
  }

  /** Moves the focus to the codes and tags. */
  focusConclusion() {
    this.body.querySelector(".conclusion select, .conclusion input")?.focus();
  }

  /** Reads the shown entry again, whose parts may have failed to load while the connection was lost. */
  refresh() {
    if (this.store.selected) this.#load();
  }

  /** Removes the caller and all that was made of it; the draft of the conclusion stays. */
  #forget() {
    clearTimeout(this.#timer);
    this.#abort.abort();
    if (!this.#detail) return;
    const caller = this.store.entry(this.store.selected)?.caller ?? { displayName: "Anonymous", known: false };
    this.#show({ ...this.#detail, caller, context: undefined, map: undefined });
  }

  #open() {
    this.#detail = null;
    this.body.replaceChildren();
    const entry = this.store.entry(this.store.selected);
    document.body.dataset.showing = entry ? "detail" : "list";
    this.pane.hidden = !entry;
    byID("nothing").hidden = Boolean(entry);
    this.#widgets = [];
    if (!entry) return this.#emptyHead();
    const [context, caller] = [new ContextWidget(this.opener), new CallerWidget(this.store)];
    const side = [new StatusWidget(), new ConclusionWidget(this.store), new MapWidget()];
    this.#widgets = [context, caller, ...side];
    // Links come first, as a call is answered with them; pages shown inside this one are large and come last.
    this.body.append(
      make("div", { class: "column" }, context.element, caller.element, context.frames),
      make("div", { class: "column" }, side.map((widget) => widget.element)));
    this.body.scrollTop = 0;
    this.#changed(entry);
  }

  /** Shows the list's entry at once, then asks for the rest. */
  #changed(entry) {
    this.#show({ ...this.#detail, ...entry, outcome: entry.outcome, conclusion: entry.conclusion });
    this.#load();
  }

  #load() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#read(), 20);
  }

  async #read() {
    const id = this.store.selected;
    if (!id) return;
    this.#abort.abort();
    this.#abort = new AbortController();
    try {
      const detail = await readEntry(id, this.#abort.signal);
      if (id !== this.store.selected) return;
      this.#show(detail);
      this.#readAgainWhenForgotten(detail.context);
    } catch (error) {
      if (error.status === 404) this.#removed();
      // What can't be read now is read again after the stream has come back: see `refresh`.
    }
  }

  /** Caller data go without an event of their own where no session holds them. */
  #readAgainWhenForgotten(context) {
    if (!context?.expiresAt) return;
    const left = Date.parse(context.expiresAt) - now();
    if (left < 3_600_000) this.#timer = setTimeout(() => this.#read(), Math.max(left, 0) + 1_000);
  }

  #show(detail) {
    this.#detail = detail;
    this.#showHead(detail);
    for (const widget of this.#widgets) {
      widget.element.hidden = !widget.isShown(detail);
      // What is not shown is not there either.
      if (widget.element.hidden) widget.empty?.();
      else widget.show(detail);
    }
  }

  #showHead(detail) {
    const number = numberLine(detail);
    const copy = detail.caller.number
      && this.#button("copy", say("caller.copy"), "icon-button", () => this.#copy(numberLine(this.#detail)));
    const key = JSON.stringify([detail.caller, detail.service, detail.direction]);
    if (this.head.dataset.key === key && this.head.dataset.id === detail.id) return;
    // The buttons of the same entry do the same, whatever has become known of its caller.
    const draw = this.head.dataset.id === detail.id ? patch : fill;
    Object.assign(this.head.dataset, { key, id: detail.id });
    draw(this.head,
      this.#button("back", say("back"), "icon-button back", () => this.store.select(null)),
      make("div", { class: "who" },
        make("h1", { id: "detail-title", tabindex: "-1" }, foreign(detail.caller.displayName)),
        make("p", { class: "who-line" }, number && foreign(number, "number"), copy,
          make("span", { class: "chip" }, icon(detail.direction === "outbound" ? "outgoing" : "incoming"),
            say(`direction.${detail.direction}`)),
          make("span", { class: "chip" }, foreign(detail.service.displayName)))));
  }

  #emptyHead() {
    this.head.replaceChildren();
    delete this.head.dataset.key;
    delete this.head.dataset.id;
  }

  #button(drawn, label, style, onclick) {
    return make("button", { type: "button", class: style, title: label, "aria-label": label, onclick }, icon(drawn));
  }

  async #copy(number) {
    try {
      await navigator.clipboard.writeText(number);
      announce(say("caller.copied"));
    } catch {
      announce(say("error.notCopied"));
    }
  }

  #removed() {
    write(byID("nothing-text"), say("nothing.removed"));
    this.store.select(null);
  }
}
