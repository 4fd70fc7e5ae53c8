import { make } from "./dom.js";
import { icon } from "./icons.js";
import { section } from "./settings-fields.js";
import { Sortable } from "./sortable.js";
import { say } from "./words.js";

/** An id for a new code, out of its name: it stays in reports when the name changes. */
function idOf(name, others) {
  const base = name.normalize("NFD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "code";
  let id = base;
  for (let number = 2; others.has(id); number += 1) id = `${base}-${number}`;
  return id;
}

/** The two lists of codes in the owner's order (S35, S36). */
export function codesSection(draft, changed) {
  const list = (name) => {
    const codes = draft.list("codes", name);
    const put = () => { draft.put(["codes", name], codes); changed(); };
    const idsBeside = (code) => new Set(codes.filter((other) => other !== code).map((other) => other.id));
    const known = new Set((draft.base.codes?.[name] ?? []).map((code) => code.id));
    const row = (code, place) => [make("input", {
      type: "text", value: code.name, maxlength: 64, "aria-label": say("settings.code.name", { place: place + 1 }),
      dataset: { pointer: `/codes/${name}/${place}/name` },
      oninput: (event) => {
        code.name = event.target.value;
        if (!known.has(code.id)) code.id = idOf(code.name, idsBeside(code));
        put();
      },
    })];
    const sortable = new Sortable(codes, row, (code) => code.name, put);
    return make("div", { class: "field", role: "group", "aria-label": say(`conclude.${name}`) },
      make("h3", {}, say(`conclude.${name}`)), sortable.element,
      make("button", {
        type: "button", class: "button", dataset: { adds: name },
        onclick: () => sortable.add({ id: idOf("", idsBeside()), name: "" }),
      }, icon("plus"), say("settings.code.add")));
  };
  return section("codes", make("div", { class: "fields" }, list("primary"), list("secondary")));
}
