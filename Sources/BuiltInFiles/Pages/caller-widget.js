import { foreign, make, patch } from "./dom.js";
import { callerFacts, callerName, isSamePerson } from "./caller-fields.js";
import { milliseconds } from "./formats.js";
import { icon } from "./icons.js";
import { host, outside } from "./links.js";
import { say, sayWord } from "./words.js";

/** Outcomes of connectors that mean "asked, and all is well". */
const QUIET = ["hit", "miss", "skipped"];
/** The length in characters beyond which a text is cut until the reader asks for more; a source may send a kilobyte. */
const LONG = 160;

/** The caller: facts with their sources, other matches, and the connectors that are pending or have failed (S12, S19, S21). */
export class CallerWidget {
  isDirty = false;
  #shown = "";

  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.content = make("div", { class: "caller" });
    this.element = make("section", { class: "card caller-card", "aria-labelledby": "caller-title" },
      make("h2", { id: "caller-title" }, say("widget.callerInformation")), this.content);
  }

  /** @param {import("./types.js").Detail} detail */
  isShown(detail) {
    return detail.widgets.includes("callerInformation");
  }

  show(detail) {
    const { context } = detail;
    const key = JSON.stringify([context, detail.live, detail.caller, this.store.restarted.has(detail.id)]);
    if (key === this.#shown) return;
    this.#shown = key;
    const matches = context?.matches ?? [];
    // A second source of the same person is no other match (P7).
    const others = context?.ambiguous ? matches : matches.slice(1).filter((match) => !isSamePerson(match.caller, matches[0].caller));
    patch(this.content,
      this.#notice(detail),
      context?.caller && this.#facts(context.caller, context.sources),
      context?.number && this.#number(context.number),
      others.length > 0 && this.#matches(others, context.ambiguous),
      // Of a withheld number nobody is asked, so that there is nobody to list.
      context && context.status !== "anonymous" && this.#asked(context));
  }

  empty() {
    this.#shown = "";
    this.content.replaceChildren();
  }

  /** The notice above the facts: why nothing is shown, or how far the shown facts can be trusted. */
  #notice(detail) {
    const { context } = detail;
    if (this.store.restarted.has(detail.id) && !detail.caller.known) return this.#note(say("caller.restarted"), "warning");
    if (!context) return this.#note(say(detail.live ? "caller.nothingYet" : "caller.forgotten"));
    if (context.status === "anonymous") return this.#note(say("caller.withheldLong"));
    if (context.ambiguous) return this.#note(say("caller.ambiguous"), "warning");
    if (!context.caller) return this.#note(say(context.complete ? "caller.unknown" : "caller.asking"));
    const grade = context.matches?.[0]?.grade ?? "exact";
    return grade !== "exact" && this.#note(`${say("caller.likely")} ${sayWord("grade", grade)}`, "warning");
  }

  #note(text, kind = "info") {
    return make("p", { class: `note note-${kind}` }, icon(kind), make("span", {}, text));
  }

  #facts(caller, sources) {
    return make("dl", { class: "fact-table" }, callerFacts(caller, sources).map(({ name, value, source, kind }) => make("div", { dataset: { key: name } },
      make("dt", {}, foreign(name)),
      make("dd", {}, this.#value(value, kind), source && make("span", { class: "source", title: say("caller.source") },
        make("span", { class: "unseen" }, `${say("caller.source")}: `), source)))));
  }

  #value(value, kind) {
    if (kind === "email") return make("a", { href: `mailto:${encodeURIComponent(value).replace("%40", "@")}` }, foreign(value));
    if (kind === "url" && /^https?:\/\//i.test(value)) {
      return make("a", { title: value, ...outside(value) }, foreign(host(value)));
    }
    if (value.length <= LONG) return foreign(value);
    return make("details", { class: "long" }, make("summary", {}, foreign(`${value.slice(0, LONG)}…`)), foreign(value));
  }

  #number(number) {
    const facts = [
      [say("number.location"), number.location],
      [say("number.region"), number.region],
      [say("number.type"), number.type && number.type !== "unknown" && sayWord("numberType", number.type)],
      [say("number.ext"), number.ext],
      [say("number.dial"), number.dial],
    ].filter(([, value]) => value);
    if (number.valid === false) facts.push([say("number.valid"), say("number.invalid")]);
    if (facts.length === 0) return null;
    return make("p", { class: "number-facts" }, facts.map(([name, value]) => make("span", { title: name }, foreign(value))));
  }

  #matches(matches, isAmbiguous) {
    return make("details", { class: "more", open: isAmbiguous, dataset: { key: "matches" } },
      make("summary", {}, say("caller.matches", { count: matches.length })),
      make("ul", { class: "matches" }, matches.map((match) => make("li", {},
        foreign(callerName(match.caller) ?? say("caller.noName"), "match-name"),
        match.grade !== "exact" && make("span", { class: "chip" }, sayWord("gradeShort", match.grade)),
        make("span", { class: "source" }, match.connector)))));
  }

  /** The connectors that are pending or have failed, and behind that the outcomes of all. */
  #asked(context) {
    const pending = context.connectors.filter((report) => report.outcome === "pending");
    const failed = context.connectors.filter((report) => report.outcome !== "pending" && !QUIET.includes(report.outcome));
    if (context.connectors.length === 0) return null;
    return make("div", { class: "asked" },
      pending.length > 0 && make("p", { class: "asking", role: "status" },
        make("span", { class: "spinner", "aria-hidden": "true" }),
        say("caller.stillAsking", { names: pending.map((report) => report.id).join(", ") })),
      failed.map(({ id, outcome }) => this.#note(say("caller.failed", { name: id, why: sayWord("answer", outcome) }), "warning")),
      make("details", { class: "more", dataset: { key: "asked" } },
        make("summary", {}, say("caller.asked", { count: context.connectors.length })),
        make("ul", { class: "reports" }, context.connectors.map((report) => make("li", { dataset: { key: report.id, outcome: report.outcome } },
          make("span", {}, report.id),
          make("span", { class: "quiet" }, sayWord("answer", report.outcome)),
          make("span", { class: "quiet figure" }, this.#time(report)))))));
  }

  #time(report) {
    if (report.stale) return say("caller.stale");
    return report.cached ? say("caller.cached") : milliseconds(report.elapsedMs);
  }
}
