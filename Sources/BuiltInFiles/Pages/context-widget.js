import { fill, make, patch } from "./dom.js";
import { icon } from "./icons.js";
import { EmbeddedContext } from "./embedded-context.js";
import { outside } from "./links.js";
import { say } from "./words.js";

/** The service's links for this caller (S16, S17): each a link to click; those that are to be embedded are shown in `frames`. */
export class ContextWidget {
  isDirty = false;
  /** The links that were held back when that was last shown. */
  #held = "[]";
  /**
   * By URL: a page shown inside this one is never moved or made again while its address stays.
   *
   * @type {Map<string, EmbeddedContext>}
   */
  #embedded = new Map();

  /** @param {import("./opener.js").Opener} opener */
  constructor(opener) {
    this.opener = opener;
    this.links = make("ul", { class: "links" });
    this.blocked = make("div", {});
    this.frames = make("div", { class: "frames", hidden: true });
    this.element = make("section", { class: "card context-card", "aria-labelledby": "context-title" },
      make("h2", { id: "context-title" }, say("widget.context")), this.blocked, this.links);
  }

  /** @param {import("./types.js").Detail} detail */
  isShown(detail) {
    return detail.widgets.includes("context");
  }

  empty() {
    this.#held = "[]";
    this.links.replaceChildren();
    this.blocked.replaceChildren();
    this.frames.replaceChildren();
    this.frames.hidden = true;
    this.#embedded.clear();
  }

  show(detail) {
    const links = detail.context?.contexts ?? [];
    this.#embed(detail, links.filter((link) => link.opens === "embedded"));
    const blocked = this.opener.blocked(detail.id);
    const held = JSON.stringify(blocked);
    if (held !== this.#held) fill(this.blocked, blocked.length > 0 && this.#asks(detail.id, blocked));
    this.#held = held;
    if (links.length === 0) return patch(this.links, make("li", { class: "quiet" }, say(this.#why(detail))));
    patch(this.links, links.map((link, place) => make("li", { dataset: { key: link.name } }, this.#link(link, place))));
  }

  #why(detail) {
    if (!detail.context) return detail.live ? "context.notYet" : "context.forgotten";
    return "context.none";
  }

  #link(link, place) {
    const attributes = { class: "context-link", dataset: { place: String(place + 1) }, ...outside(link.url) };
    return make("a", attributes, icon(link.opens === "embedded" ? "panel" : "external"), make("bdi", { class: "context-name" }, link.name),
      place < 9 && make("kbd", { "aria-hidden": "true" }, String(place + 1)),
      attributes.target && make("span", { class: "unseen" }, say("context.newTab")));
  }

  /** The browser did not let a link open by itself: a link that can't be missed. */
  #asks(id, links) {
    return make("div", { class: "blocked", role: "alert" },
      make("p", {}, icon("warning"), say("context.blocked")),
      links.map((link, place) => make("a", {
        class: "button primary", onclick: () => this.opener.settle(id, link), ...outside(link.url),
      }, icon("external"), make("bdi", {}, link.name), place === 0 && make("kbd", { "aria-hidden": "true" }, "O"))),
      make("button", { type: "button", class: "button", onclick: () => this.opener.askForLeave() }, say("context.allow")));
  }

  #embed(detail, links) {
    this.frames.hidden = links.length === 0;
    const wanted = new Set(links.map((link) => link.url));
    for (const [url, frame] of this.#embedded) {
      if (wanted.has(url)) continue;
      frame.element.remove();
      this.#embedded.delete(url);
    }
    for (const link of links) {
      const frame = this.#embedded.get(link.url) ?? new EmbeddedContext(link);
      if (!this.#embedded.has(link.url)) this.frames.append(frame.element);
      this.#embedded.set(link.url, frame);
      if (detail.live && this.opener.isDue(detail, link)) frame.open();
    }
  }
}
