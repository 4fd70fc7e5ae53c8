import { make } from "./dom.js";
import { icon } from "./icons.js";
import { choiceField, section, textField } from "./settings-fields.js";
import { Sortable } from "./sortable.js";
import { TemplateField } from "./template-field.js";
import { variableList } from "./variable-list.js";
import { VARIABLES } from "./variables.js";
import { say } from "./words.js";

/** The links that the service makes for its callers, each with a preview as one types (S16–S18, C5). */
export function contextsSection(draft, service, changed) {
  const contexts = draft.list("contexts");
  const putAll = () => { draft.put(["contexts"], contexts); changed(); };
  const row = (context, place) => {
    const pointer = `/contexts/${place}`;
    const put = (name) => (value) => { context[name] = value; putAll(); };
    const choice = (name, options) => choiceField({
      label: say(`settings.context.${name}`), value: draft.valueIn(context, name), options, pointer: `${pointer}/${name}`,
      changed: put(name),
    });
    const template = new TemplateField({
      service, pointer: `${pointer}/template`, value: context.template, changed: put("template"),
    });
    return [
      make("div", { class: "context-fields" },
        textField({ label: say("settings.context.name"), value: context.name, pointer: `${pointer}/name`, changed: put("name") }),
        choice("opens", ["tab", "embedded"]), choice("on", ["offered", "accepted"])),
      template.element,
      textField({
        label: say("settings.context.required"), hint: say("settings.context.required.hint"), value: (draft.valueIn(context, "required") ?? []).join(", "),
        pointer: `${pointer}/required`, changed: (value) => put("required")(value.split(/[\s,]+/).filter(Boolean)),
      }),
    ];
  };
  const sortable = new Sortable(contexts, row, (context) => context.name, putAll);
  return section("contexts", sortable.element,
    make("button", {
      type: "button", class: "button", id: "add-context",
      onclick: () => sortable.add({ name: "", template: "", required: [], opens: "tab", on: "accepted" }),
    }, icon("plus"), say("settings.context.add")),
    parameters(draft, changed), variableList(say("settings.variables"), VARIABLES));
}

/** The service's own values that templates may use and flows may set. */
function parameters(draft, changed) {
  const list = draft.list("parameters");
  const put = () => { draft.put(["parameters"], list); changed(); };
  const row = (parameter, place) => [make("div", { class: "parameter-fields" }, ["name", "default"].map((name) => textField({
    label: say(`settings.parameter.${name}`), value: parameter[name], pointer: `/parameters/${place}/${name}`,
    changed: (value) => { parameter[name] = value; put(); },
  })))];
  const sortable = new Sortable(list, row, (parameter) => parameter.name, put);
  return make("div", { class: "field" }, make("h3", {}, say("settings.parameters")), sortable.element,
    make("button", { type: "button", class: "button", onclick: () => sortable.add({ name: "", default: "" }) },
      icon("plus"), say("settings.parameter.add")));
}
