import { section, switchField, textField } from "./settings-fields.js";
import { make } from "./dom.js";
import { variableList } from "./variable-list.js";
import { PLACE_VARIABLES } from "./variables.js";
import { say } from "./words.js";

const LICENSED = ["codes", "tags"];

/** Names, numbers and the region of a service. @param {import("./settings-draft.js").SettingsDraft} draft */
export function generalSection(draft, changed) {
  const field = (name, more = {}) => textField({
    label: say(`settings.${name}`), value: draft.written(name), pointer: `/${name}`, ...more,
    placeholder: draft.base[name] === undefined ? draft.effective[name] : undefined,
    changed: (value) => { draft.put([name], value.trim()); changed(); },
  });
  return section("general", make("div", { class: "fields" },
    field("displayName"), field("upn"), field("telNumber"),
    field("region", { hint: say("settings.region.hint"), maxlength: 2, size: 4 })));
}

/** Owners and members, one a line, and other names for users. */
export function peopleSection(draft, changed) {
  const list = (name) => {
    const id = `field-${name}`;
    const write = (event) => {
      draft.put([name], event.target.value.split(/[\s,;]+/).filter(Boolean).map((upn) => upn.toLowerCase()));
      changed();
    };
    return make("div", { class: "field" },
      make("label", { for: id }, say(`settings.${name}`)),
      make("textarea", { id, rows: 5, spellcheck: "false", dataset: { pointer: `/${name}` }, oninput: write },
        draft.value(name).join("\n")));
  };
  return section("people", make("div", { class: "fields" }, list("owners"), list("members"), aliasField(draft, changed)));
}

/** What the switch calls users: a name and a UPN a line. A line without one of them is for the server to refuse. */
function aliasField(draft, changed) {
  const write = (event) => {
    const lines = event.target.value.split("\n").map((line) => line.trim().split(/[\s=,;]+/)).filter(([name]) => name);
    const aliases = Object.fromEntries(lines.map(([name, ...upn]) => [name.toLowerCase(), upn.join(" ").toLowerCase()]));
    draft.put(["aliases"], lines.length > 0 || draft.base.aliases ? aliases : undefined);
    changed();
  };
  return make("div", { class: "field" },
    make("label", { for: "field-aliases" }, say("settings.aliases")),
    make("textarea", {
      id: "field-aliases", rows: 5, spellcheck: "false", dataset: { pointer: "/aliases" }, oninput: write,
      "aria-describedby": "field-aliases-hint",
    }, Object.entries(draft.value("aliases") ?? {}).map(([name, upn]) => `${name} ${upn}`).join("\n")),
    make("p", { class: "hint", id: "field-aliases-hint" }, say("settings.aliases.hint")));
}

/** Which widgets show; codes and tags need the licence (S1, S34). */
export function widgetsSection(draft, changed) {
  const put = (...path) => (value) => { draft.put(path, value); changed(); };
  const boxes = Object.keys(draft.effective.widgets).map((name) => switchField({
    label: say(name === "codes" || name === "tags" ? `settings.widget.${name}` : `widget.${name}`),
    hint: LICENSED.includes(name) ? say("settings.licensed") : null,
    value: draft.value("widgets", name), pointer: `/widgets/${name}`, changed: put("widgets", name),
  }));
  return section("widgets",
    switchField({
      label: say("settings.licence"), hint: say("settings.licence.hint"), value: draft.value("licence", "enterpriseRouting"),
      pointer: "/licence/enterpriseRouting", changed: put("licence", "enterpriseRouting"),
    }),
    make("div", { class: "switches" }, boxes));
}

/** How long callers are remembered, and whether tags come back (S21, S42). */
export function privacySection(draft, changed) {
  const minutes = draft.value("retentionMs") / 60_000;
  return section("privacy",
    textField({
      label: say("settings.retention"), hint: say("settings.retention.hint"), value: String(minutes), pointer: "/retentionMs",
      type: "number", min: 0, max: 15, step: "any",
      changed: (value) => { draft.put(["retentionMs"], value && Math.round(Number(value) * 60_000)); changed(); },
    }),
    switchField({
      label: say("settings.tagRecall"), hint: say("settings.tagRecall.hint"), value: draft.value("tagRecall"),
      pointer: "/tagRecall",
      changed: (value) => { draft.put(["tagRecall"], value); changed(); },
    }));
}

/** The map's own template, and whether it is drawn at once. */
export function mapSection(draft, changed) {
  const put = (name) => (value) => { draft.put(["map", name], value); changed(); };
  return section("map",
    textField({
      label: say("settings.map.template"), hint: say("settings.map.template.hint"), value: draft.written("map", "template"),
      pointer: "/map/template", changed: put("template"),
    }),
    switchField({
      label: say("settings.map.auto"), hint: say("settings.map.auto.hint"), value: draft.value("map", "auto"), pointer: "/map/auto",
      changed: put("auto"),
    }),
    variableList(say("settings.map.variables"), PLACE_VARIABLES));
}
