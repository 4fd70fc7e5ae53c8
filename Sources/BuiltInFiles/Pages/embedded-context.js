import { fill, make } from "./dom.js";
import { icon } from "./icons.js";
import { outside } from "./links.js";
import { say } from "./words.js";

/** What a page of somebody else may do inside ours: be itself and open pages of its own, never move ours away. */
const SANDBOX = [
  "allow-scripts", "allow-same-origin", "allow-forms", "allow-popups", "allow-popups-to-escape-sandbox", "allow-downloads", "allow-modals",
].join(" ");

/** Those that are in the page, by their elements, which alone keep them. @type {WeakMap<Element, EmbeddedContext>} */
const contexts = new WeakMap();

document.addEventListener("securitypolicyviolation", (event) => {
  for (const element of document.querySelectorAll(".frame")) contexts.get(element)?.refused(event);
});

/**
 * A link's page shown inside ours.
 *
 * A site may forbid that. Where our own policy does not name it, the browser tells us; where the site itself forbids it
 * (`frame-ancestors`, `X-Frame-Options`), no browser tells a page so. The line above the frame says what an empty one means, and
 * has the way out.
 */
export class EmbeddedContext {
  #isOpen = false;

  /** @param {import("./types.js").Link} link */
  constructor(link) {
    this.link = link;
    this.place = make("div", { class: "frame-place" },
      make("button", { type: "button", class: "button", onclick: () => this.open() }, icon("panel"), say("context.showHere")));
    this.element = make("div", { class: "frame" },
      make("div", { class: "frame-head" }, icon("panel"), make("bdi", { class: "frame-name" }, link.name), this.#way("frame-out")),
      this.place);
    contexts.set(this.element, this);
  }

  /** Loads the page, once. */
  open() {
    if (this.#isOpen) return;
    this.#isOpen = true;
    fill(this.place,
      make("iframe", { src: this.link.url, title: this.link.name, sandbox: SANDBOX, referrerpolicy: "no-referrer", allow: "" }),
      make("p", { class: "frame-hint quiet" }, say("context.emptyFrame")));
  }

  #way(style) {
    return make("a", { class: style, ...outside(this.link.url) }, icon("external"), say("context.inTab"));
  }

  /** Says so where our own policy does not let the page in. @param {SecurityPolicyViolationEvent} event */
  refused(event) {
    if (!this.#isOpen || event.effectiveDirective !== "frame-src") return;
    if (event.blockedURI !== this.link.url && event.blockedURI !== new URL(this.link.url).origin) return;
    this.element.dataset.refused = "true";
    fill(this.place,
      make("p", { class: "note note-warning", role: "status" }, icon("warning"), make("span", {}, say("context.refused"))),
      this.#way("button primary"));
  }
}
