import { make, patch, write } from "./dom.js";
import { dayAndTime, longTime } from "./formats.js";
import { icon } from "./icons.js";
import { colour, reason, resolution, shape } from "./outcomes.js";
import { showTimer } from "./timers.js";
import { say } from "./words.js";

const TIMERS = ["queue", "ring", "dialOut", "connected"];

/** State, outcome and times of the call (S22–S33): the timer that counts is the large one, the others are below. */
export class StatusWidget {
  isDirty = false;

  constructor() {
    this.mark = make("span", { class: "status-mark" });
    this.word = make("span", { class: "status-word" });
    this.timer = make("span", { class: "status-timer" });
    this.label = make("span", { class: "status-label" });
    this.facts = make("dl", { class: "facts" });
    this.element = make("section", { class: "card status", "aria-labelledby": "status-title" },
      make("h2", { id: "status-title" }, say("widget.status")),
      make("div", { class: "status-line" }, this.mark,
        make("div", { class: "status-words" }, this.word, this.label), this.timer),
      this.facts);
  }

  /** @param {import("./types.js").Detail} detail */
  isShown(detail) {
    return detail.widgets.includes("status");
  }

  show(detail) {
    Object.assign(this.element.dataset, { colour: colour(detail), live: String(detail.live) });
    patch(this.mark, icon(shape(detail)));
    write(this.word, resolution(detail));
    write(this.label, say(`timer.${detail.timer}`));
    showTimer(this.timer, detail.timers[detail.timer]);
    patch(this.facts, ...this.#facts(detail));
  }

  #facts(detail) {
    const others = TIMERS.filter((name) => name !== detail.timer && detail.timers[name]);
    const rows = others.map((name) => {
      const value = make("span", {});
      showTimer(value, detail.timers[name]);
      return [say(`timer.${name}`), value];
    });
    rows.push([say("fact.started"), make("time", { datetime: detail.startedAt, title: longTime(detail.startedAt) },
      dayAndTime(detail.startedAt))]);
    if (detail.attempts > 1) rows.push([say("fact.attempts"), String(detail.attempts)]);
    if (detail.reason) rows.push([say("fact.reason"), reason(detail.reason)]);
    return rows.flatMap(([name, value]) => [make("dt", { dataset: { key: name } }, name), make("dd", { dataset: { key: name } }, value)]);
  }
}
