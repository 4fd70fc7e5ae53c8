import { make } from "./dom.js";
import { say } from "./words.js";

/** A field for one text of the settings, with its label and a hint. */
export function textField({ label, hint, value, pointer, changed, list, type = "text", ...more }) {
  const id = `field${pointer.replaceAll("/", "-")}`;
  const hintID = hint && `${id}-hint`;
  return make("div", { class: "field" },
    make("label", { for: id }, label),
    make("input", {
      id, type, value: value ?? "", autocomplete: "off", spellcheck: "false", list, "aria-describedby": hintID,
      dataset: { pointer }, oninput: (event) => changed(event.target.value), ...more,
    }),
    hint && make("p", { class: "hint", id: hintID }, hint));
}

/** A switch of the settings. */
export function switchField({ label, hint, value, pointer, changed, disabled = false }) {
  const id = `field${pointer.replaceAll("/", "-")}`;
  return make("label", { class: "switch-field", for: id },
    make("span", {}, make("span", { class: "switch-label" }, label), hint && make("span", { class: "hint" }, hint)),
    make("input", {
      id, type: "checkbox", role: "switch", class: "switch", checked: value, disabled, dataset: { pointer },
      onchange: (event) => changed(event.target.checked),
    }));
}

/** A choice of one of a few words. */
export function choiceField({ label, value, options, pointer, changed }) {
  const id = `field${pointer.replaceAll("/", "-")}`;
  return make("div", { class: "field" },
    make("label", { for: id }, label),
    make("select", { id, dataset: { pointer }, onchange: (event) => changed(event.target.value) },
      options.map((option) => make("option", { value: option, selected: option === value }, say(`choice.${option}`)))));
}

/** A part of the page with its heading. */
export function section(name, ...children) {
  return make("section", { class: "card settings-section", id: name, "aria-labelledby": `${name}-title` },
    make("h2", { id: `${name}-title` }, say(`settings.${name}`)),
    make("p", { class: "hint" }, say(`settings.${name}.hint`)),
    ...children);
}
