import { conclude } from "./api.js";
import { announce } from "./announcer.js";
import { fill, foreign, make, set, write } from "./dom.js";
import { dayAndTime } from "./formats.js";
import { icon } from "./icons.js";
import { TagField } from "./tag-field.js";
import { say, sayWord } from "./words.js";

/** Drafts of codes and tags by entry, chosen and typed but not saved: they outlive a look at another entry. In memory only. */
const drafts = new Map();

/** Codes and tags (S7, S34–S45, S57–S63): a form while the entry is open, the saved conclusion after that. */
export class ConclusionWidget {
  #form = null;
  #shape = "";

  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.content = make("div", {});
    this.element = make("section", { class: "card conclusion", "aria-labelledby": "conclusion-title" },
      make("h2", { id: "conclusion-title" }, say("widget.conclusion")), this.content);
  }

  /** Whether there is an unsaved draft. */
  get isDirty() {
    const draft = this.#form && drafts.get(this.id);
    return Boolean(draft && (draft.primaryCode || draft.secondaryCode || draft.tags.length > 0 || draft.text.trim()));
  }

  /** @param {import("./types.js").Detail} detail */
  isShown(detail) {
    const isSwitchedOn = detail.widgets.includes("codes") || detail.widgets.includes("tags");
    return isSwitchedOn || detail.open || detail.conclusion !== undefined;
  }

  show(detail) {
    this.id = detail.id;
    // The list's entry has neither codes nor earlier tags: a form without them would be made twice.
    const isRead = ["codes", "tags"].every((name) => !detail.widgets.includes(name) || detail[name === "tags" ? "recall" : name]);
    if (!isRead) return;
    const codes = detail.widgets.includes("codes") ? detail.codes : undefined;
    const shape = JSON.stringify([detail.open, detail.widgets, codes, detail.conclusion, detail.recall]);
    // Typing goes on while the call does: the form is only made again when it must have other fields.
    if (shape === this.#shape) return;
    this.#shape = shape;
    this.#form = null;
    if (detail.conclusion) return fill(this.content, ...this.#saved(detail.conclusion, detail.codes));
    if (!detail.open) {
      return fill(this.content, make("p", { class: "quiet" }, say(detail.live ? "conclude.later" : "conclude.notYours")));
    }
    if (!detail.widgets.includes("codes") && !detail.widgets.includes("tags")) {
      return fill(this.content, this.#note(say("conclude.off")));
    }
    this.#draw(detail, codes);
  }

  #draw(detail, codes) {
    const draft = drafts.get(detail.id) ?? { tags: [], text: "" };
    drafts.set(detail.id, draft);
    this.error = make("p", { class: "form-error", role: "alert", hidden: true });
    this.selects = ["primary", "secondary"]
      .filter((list) => codes?.[list].length > 0)
      .map((list) => this.#select(list, codes[list], draft));
    this.tags = detail.widgets.includes("tags") ? new TagField(detail.service.id, draft, detail.recall ?? []) : null;
    this.button = make("button", { type: "submit", class: "button primary" }, say("conclude.save"));
    this.#form = make("form", { novalidate: true, onsubmit: (event) => this.#save(event, detail) },
      this.#note(say("conclude.once")),
      make("div", { class: "selects" }, this.selects.map(({ field }) => field)),
      this.tags?.element, this.error,
      make("div", { class: "form-end" }, make("span", { class: "quiet" }, say("conclude.keys")), this.button));
    this.#form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#form.requestSubmit();
    });
    const focused = this.content.contains(document.activeElement) ? document.activeElement.id : "";
    fill(this.content, this.#form);
    // Whoever is typing goes on: what comes next must not be taken for a shortcut.
    const field = focused && document.getElementById(focused);
    if (!field) return;
    field.focus();
    field.setSelectionRange?.(field.value.length, field.value.length);
  }

  #select(list, codes, draft) {
    const member = `${list}Code`;
    const id = `code-${list}`;
    const choose = () => {
      draft[member] = select.value;
      this.#fine(select);
    };
    const select = make("select", { id, required: true, "aria-required": "true", onchange: choose },
      make("option", { value: "" }, say("conclude.choose")),
      codes.map((code) => make("option", { value: code.id, selected: draft[member] === code.id }, code.name)));
    const field = make("div", { class: "field" }, make("label", { for: id }, say(`conclude.${list}`)), select);
    return { member, select, field };
  }

  async #save(event, detail) {
    event.preventDefault();
    this.tags?.finish();
    const empty = this.selects.filter(({ select }) => select.value === "");
    for (const { select } of this.selects) set(select, "aria-invalid", select.value === "" ? "true" : null);
    if (empty.length > 0) {
      this.#fail(say("conclude.codeRequired"));
      return empty[0].select.focus();
    }
    const conclusion = Object.fromEntries(this.selects.map(({ member, select }) => [member, select.value]));
    if (this.tags) conclusion.tags = this.tags.tags;
    this.button.disabled = true;
    try {
      const entry = await conclude(detail.id, conclusion);
      drafts.delete(detail.id);
      announce(say("conclude.saved"));
      this.store.update(entry);
    } catch (refusal) {
      this.button.disabled = false;
      this.#fail(this.#why(refusal));
    }
  }

  #why(refusal) {
    const pointers = refusal.errors?.map(({ pointer }) => pointer).filter((pointer) => pointer.startsWith("/tags")) ?? [];
    if (pointers.length > 0) {
      const places = pointers.map((pointer) => Number(pointer.split("/")[2]));
      return say("conclude.badTag", { tags: this.tags?.refuse(places) ?? [] });
    }
    return sayWord("error", refusal.code) === refusal.code ? say("error.notSaved") : say(`error.${refusal.code}`);
  }

  #fine(select) {
    set(select, "aria-invalid", null);
    this.error.hidden = true;
  }

  #fail(text) {
    this.error.hidden = false;
    write(this.error, text);
  }

  #saved(conclusion, codes) {
    const name = (list, id) => codes?.[list].find((code) => code.id === id)?.name ?? id;
    const rows = [["primary", conclusion.primaryCode], ["secondary", conclusion.secondaryCode]].filter(([, id]) => id);
    return [
      rows.length > 0 && make("dl", { class: "fact-table" }, rows.map(([list, id]) => make("div", {},
        make("dt", {}, say(`conclude.${list}`)), make("dd", {}, foreign(name(list, id)))))),
      conclusion.tags.length > 0 && make("ul", { class: "tags", "aria-label": say("conclude.tags") },
        conclusion.tags.map((tag) => make("li", { class: "tag" }, foreign(tag)))),
      make("p", { class: "quiet saved-at" }, icon("accepted"), say("conclude.savedAt", { time: dayAndTime(conclusion.savedAt) })),
    ];
  }

  #note(text) {
    return make("p", { class: "note note-info" }, icon("info"), make("span", {}, text));
  }
}
