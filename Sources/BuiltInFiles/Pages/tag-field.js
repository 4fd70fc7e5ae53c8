import { suggestTags } from "./api.js";
import { fill, foreign, make, set } from "./dom.js";
import { day } from "./formats.js";
import { icon } from "./icons.js";
import { say } from "./words.js";

/** The maximum number of tags, by the contract. */
const MOST = 20;
const LONGEST = 64;

/** A field for tags: Enter or a comma makes one of what was typed, suggestions come as one types (S41, S42, S45). */
export class TagField {
  #suggestions = [];
  #chosen = -1;
  #timer;
  #abort = new AbortController();

  /**
   * @param {string} service
   * @param {{tags: string[], text: string}} draft The tags, and what is typed but no tag yet; changed in place.
   * @param {import("./types.js").RecalledTag[]} recall Tags of this caller's earlier calls.
   */
  constructor(service, draft, recall) {
    this.service = service;
    this.draft = draft;
    this.tags = draft.tags;
    this.refused = [];
    this.chips = make("ul", { class: "tags" });
    this.list = make("ul", {
      class: "suggestions", role: "listbox", id: "tag-suggestions", "aria-label": say("tags.suggestions"), hidden: true,
    });
    this.input = make("input", {
      id: "tag-input", type: "text", role: "combobox", autocomplete: "off", maxlength: LONGEST, "aria-expanded": "false",
      "aria-autocomplete": "list", "aria-controls": "tag-suggestions", placeholder: say("tags.placeholder"), spellcheck: "false", value: draft.text,
      oninput: () => this.#typed(), onfocus: () => this.#typed(), onblur: () => this.#close(),
      onkeydown: (event) => this.#key(event),
    });
    this.element = make("div", { class: "field tag-field" },
      make("label", { for: "tag-input" }, say("conclude.tags")),
      make("div", { class: "tag-place" },
        make("div", { class: "tag-box", onclick: () => this.input.focus() }, this.chips, this.input), this.list),
      recall.length > 0 && this.#recalled(recall));
    this.#draw();
  }

  /** Makes a tag of what is still in the field. */
  finish() {
    this.#add(this.input.value);
  }

  /**
   * Marks the tags that were refused, until they are taken away.
   *
   * @param {number[]} places Their places among the tags; others are passed over.
   * @returns {string[]} The tags.
   */
  refuse(places) {
    this.refused = this.tags.filter((_, place) => places.includes(place));
    this.#draw();
    return this.refused;
  }

  #recalled(recall) {
    const buttons = recall.map(({ tag, lastUsedAt }) => make("button", {
      type: "button", class: "tag", title: say("tags.lastUsed", { day: day(lastUsedAt) }), onclick: () => this.#add(tag),
    }, icon("plus"), foreign(tag)));
    return make("div", { class: "recall" }, make("span", { class: "quiet" }, say("tags.recall")), buttons);
  }

  #add(text) {
    const tag = text.normalize("NFC").trim().replace(/\s+/g, " ");
    this.input.value = "";
    this.draft.text = "";
    this.#close();
    const isThere = this.tags.some((other) => other.toLowerCase() === tag.toLowerCase());
    if (!tag || isThere || this.tags.length >= MOST) return;
    this.tags.push(tag);
    this.#draw();
  }

  #remove(place) {
    this.tags.splice(place, 1);
    this.#draw();
    this.input.focus();
  }

  #draw() {
    fill(this.chips, this.tags.map((tag, place) => make("li", {
      class: this.refused.includes(tag) ? "tag tag-refused" : "tag",
    }, this.refused.includes(tag) && icon("warning"), foreign(tag), make("button", {
      type: "button", "aria-label": say("tags.remove", { tag }), onclick: () => this.#remove(place),
    }, icon("close")))));
    this.input.disabled = this.tags.length >= MOST;
  }

  #typed() {
    if (this.input.value.includes(",")) {
      for (const part of this.input.value.split(",")) this.#add(part);
    }
    this.draft.text = this.input.value;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#suggest(), 120);
  }

  async #suggest() {
    this.#abort.abort();
    this.#abort = new AbortController();
    try {
      const found = await suggestTags(this.service, this.input.value.trim(), this.#abort.signal);
      const taken = new Set(this.tags.map((tag) => tag.toLowerCase()));
      this.#suggestions = found.map(({ tag }) => tag).filter((tag) => !taken.has(tag.toLowerCase()));
      this.#chosen = -1;
      if (document.activeElement === this.input) this.#show();
    } catch {
      // Tags can be typed without suggestions.
      this.#close();
    }
  }

  #show() {
    this.list.hidden = this.#suggestions.length === 0;
    set(this.input, "aria-expanded", String(!this.list.hidden));
    set(this.input, "aria-activedescendant", this.#chosen < 0 ? null : `suggestion-${this.#chosen}`);
    fill(this.list, this.#suggestions.map((tag, place) => make("li", {
      role: "option", id: `suggestion-${place}`, "aria-selected": String(place === this.#chosen),
      // Before the field loses its focus.
      onmousedown: (event) => { event.preventDefault(); this.#add(tag); },
    }, foreign(tag))));
  }

  #close() {
    clearTimeout(this.#timer);
    this.list.hidden = true;
    this.#chosen = -1;
    set(this.input, "aria-expanded", "false");
    set(this.input, "aria-activedescendant", null);
  }

  #key(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (steps && this.#suggestions.length > 0) {
      event.preventDefault();
      this.#chosen = (this.#chosen + steps + this.#suggestions.length) % this.#suggestions.length;
      this.#show();
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.#add(this.#suggestions[this.#chosen] ?? this.input.value);
    } else if (event.key === "Backspace" && this.input.value === "" && this.tags.length > 0) {
      this.#remove(this.tags.length - 1);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.stopPropagation();
      this.#close();
    }
  }
}
