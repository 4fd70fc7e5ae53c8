import { fill, foreign, make } from "./dom.js";
import { icon } from "./icons.js";
import { outside } from "./links.js";
import { say, sayWord } from "./words.js";

/** The caller's place on a map, as surely as it is known (S13–S15). */
export class MapWidget {
  isDirty = false;
  #shown = "";

  constructor() {
    this.content = make("div", { class: "map" });
    this.element = make("section", { class: "card map-card", "aria-labelledby": "map-title" },
      make("h2", { id: "map-title" }, say("widget.map")), this.content);
  }

  /** @param {import("./types.js").Detail} detail */
  isShown(detail) {
    return detail.widgets.includes("map") && detail.map !== undefined;
  }

  empty() {
    this.#shown = "";
    this.content.replaceChildren();
  }

  show({ map }) {
    const key = JSON.stringify(map);
    if (key === this.#shown) return;
    this.#shown = key;
    fill(this.content,
      make("p", { class: "place" }, icon("place"), foreign(map.label),
        make("span", { class: "chip" }, sayWord("precision", map.precision))),
      map.embed && make("iframe", {
        src: map.embed, title: say("map.title"), referrerpolicy: "no-referrer", loading: "lazy",
        sandbox: "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox",
      }),
      make("a", { class: "button", ...outside(map.link) }, icon("external"), say("map.open")));
  }
}
