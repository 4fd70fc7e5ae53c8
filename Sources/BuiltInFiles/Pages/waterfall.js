import { make } from "./dom.js";
import { milliseconds } from "./formats.js";
import { say, sayWord } from "./words.js";

/**
 * Draws how long each connector was asked, one bar a connector, on one scale from the lookup's start.
 *
 * @param {import("./types.js").ConnectorReport[]} connectors
 * @param {Object<string, any>[]} trace Its `ask` steps say when each was asked.
 */
export function waterfall(connectors, trace) {
  const rows = connectors.map((report) => {
    const asked = trace.find((step) => step.kind === "ask" && step.connector === report.id);
    return { report, reason: asked?.reason, from: asked?.atMs ?? 0, length: asked?.elapsedMs ?? report.elapsedMs };
  });
  const end = Math.max(1, ...rows.map((row) => row.from + row.length));
  return make("ol", { class: "waterfall" }, rows.map(({ report, reason, from, length }) => {
    const bar = make("span", { class: "waterfall-bar" });
    bar.style.setProperty("--from", `${(from / end) * 100}%`);
    bar.style.setProperty("--length", `${(length / end) * 100}%`);
    return make("li", { dataset: { outcome: report.outcome } },
      make("span", { class: "waterfall-name" }, report.id),
      make("span", { class: "waterfall-track", "aria-hidden": "true" }, bar),
      make("span", { class: "figure" }, report.cached ? say("caller.cached") : milliseconds(length)),
      make("span", { class: "waterfall-what quiet" }, sayWord("answer", report.outcome),
        reason && make("span", { lang: "en" }, ` · ${reason}`)));
  }));
}
