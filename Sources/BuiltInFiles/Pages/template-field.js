import { previewTemplate } from "./api.js";
import { fill, foreign, make, set } from "./dom.js";
import { icon } from "./icons.js";
import { textField } from "./settings-fields.js";
import { say } from "./words.js";

/** A template with the link that it would give and all that is wrong with it, as one types. */
export class TemplateField {
  #timer;
  #abort = new AbortController();

  constructor({ service, pointer, value, changed }) {
    this.service = service;
    this.preview = make("div", { class: "preview", role: "status" });
    const field = textField({
      label: say("settings.context.template"), value, pointer, class: "template",
      placeholder: "https://crm.example/search?phone={Caller.Number}",
      changed: (text) => { changed(text); this.#soon(text); },
    });
    this.input = field.querySelector("input");
    this.element = make("div", { class: "template-field" }, field, this.preview);
    if (value) this.#soon(value);
  }

  #soon(text) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(text), 200);
  }

  async #ask(text) {
    this.#abort.abort();
    this.#abort = new AbortController();
    if (!text) return fill(this.preview);
    try {
      this.#show(text, await previewTemplate(this.service, text, this.#abort.signal));
    } catch (error) {
      // Without a preview the server still judges the template when it is saved.
      if (error.name !== "AbortError") fill(this.preview);
    }
  }

  #show(text, { url, problems }) {
    set(this.input, "aria-invalid", problems.length > 0 ? "true" : null);
    fill(this.preview,
      url && make("p", { class: "preview-url" }, icon("external"), foreign(url)),
      problems.map((problem) => make("p", { class: "preview-problem" }, icon("warning"),
        make("span", { lang: "en" }, problem.message),
        make("code", {}, this.#around(text, problem.at)))));
  }

  /** The place that a problem is about: `at` counts code points. */
  #around(text, at) {
    return Array.from(text).slice(at, at + 24).join("");
  }
}
