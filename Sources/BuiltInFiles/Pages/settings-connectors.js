import { fill, make } from "./dom.js";
import { count, milliseconds, percent } from "./formats.js";
import { icon } from "./icons.js";
import { section } from "./settings-fields.js";
import { Sortable } from "./sortable.js";
import { say, sayWord } from "./words.js";

/**
 * Whom the service asks, in order, with how each of them is doing.
 *
 * @param {Object<string, any>[]} reports Of all connectors that this owner may see; empty where that is not known.
 */
export function connectorsSection(draft, reports, changed) {
  const chosen = draft.settings.connectors;
  const health = (id) => reports.find((report) => report.id === id);
  const others = make("div", { class: "others" });
  const row = (id) => [
    make("span", { class: "connector-name" }, id), make("span", { class: "connector-health" }, words(health(id))),
  ];
  const drawOthers = () => fill(others, reports.filter((report) => !chosen.includes(report.id)).map((report) => make("button", {
    type: "button", class: "button", onclick: () => sortable.add(report.id),
  }, icon("plus"), say("settings.connector.add", { name: report.id }))));
  const sortable = new Sortable(chosen, row, (id) => id, () => { drawOthers(); changed(); });
  drawOthers();
  return section("connectors", make("div", { dataset: { pointer: "/connectors" } }, sortable.element), others);
}

/** How a connector stands, in words and figures. */
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
