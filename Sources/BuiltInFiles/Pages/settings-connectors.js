import { fill, make } from "./dom.js";
import { count, milliseconds, percent } from "./formats.js";
import { icon } from "./icons.js";
import { section, switchField } from "./settings-fields.js";
import { Sortable } from "./sortable.js";
import { say, sayWord } from "./words.js";

/**
 * The connectors that the service asks, in order, each with its state. Left out means all, also those added later; sorting them or
 * taking one out makes it a list of these only.
 *
 * @param {Object<string, any>[]} reports Of all connectors that this owner may see; empty where that is not known.
 */
export function connectorsSection(draft, reports, changed) {
  const chosen = draft.list("connectors");
  const isAll = () => draft.written("connectors") === undefined;
  const health = (id) => reports.find((report) => report.id === id);
  const others = make("div", { class: "others" });
  const row = (id) => [
    make("span", { class: "connector-name" }, id), make("span", { class: "connector-health" }, words(health(id))),
  ];
  const drawOthers = () => fill(others, reports.filter((report) => !chosen.includes(report.id)).map((report) => make("button", {
    type: "button", class: "button", onclick: () => sortable.add(report.id),
  }, icon("plus"), say("settings.connector.add", { name: report.id }))));
  const put = (value) => {
    draft.put(["connectors"], value);
    all.querySelector("input").checked = isAll();
    drawOthers();
    changed();
  };
  const sortable = new Sortable(chosen, row, (id) => id, () => put(chosen));
  const all = switchField({
    label: say("settings.connectors.all"), hint: say("settings.connectors.all.hint"), value: isAll(), pointer: "/connectors/all",
    changed: (value) => {
      if (!value) return put(chosen);
      const shown = draft.base.connectors ? reports.map((report) => report.id) : draft.effective.connectors;
      chosen.splice(0, chosen.length, ...shown);
      put(undefined);
      sortable.draw();
    },
  });
  drawOthers();
  return section("connectors", all, make("div", { dataset: { pointer: "/connectors" } }, sortable.element), others);
}

/** A connector's state, in words and figures. */
function words(report) {
  if (!report) return make("span", { class: "quiet" }, say("connector.unknown"));
  const figures = [
    report.contacts !== undefined && say("connector.contacts", { count: count(report.contacts) }),
    report.p50Ms !== undefined && say("connector.p50", { time: milliseconds(report.p50Ms) }),
    report.hitRate !== undefined && say("connector.hitRate", { share: percent(report.hitRate) }),
    report.lastOutcome && report.state !== "ready" && sayWord("answer", report.lastOutcome),
  ].filter(Boolean);
  const colour = { ready: "green", degraded: "yellow", off: "red" }[report.state];
  return [make("span", { class: "state", dataset: { colour } }, say(`connector.${report.state}`)),
    make("span", { class: "quiet" }, figures.join(" · ")), report.detail && make("span", { class: "quiet" }, report.detail)];
}
