import { announce } from "./announcer.js";
import { byID, set, write } from "./dom.js";
import { resolution } from "./outcomes.js";
import { say } from "./words.js";

/** The tab's icon for the user's own call. */
const ICONS = { ringing: "callcard-ringing", dialing: "callcard-ringing", connected: "callcard-connected" };

/**
 * Says whether a call is going on: in the line above the list, in the tab's title and icon, and to screen readers.
 *
 * The title never holds a name or a number: browsers keep titles in their history.
 */
export class Presence {
  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.line = byID("presence");
    this.text = byID("presence-text");
    this.icon = document.querySelector("link[rel=icon]");
    store.addEventListener("list", () => this.#show());
    store.addEventListener("entry", ({ detail }) => this.#notify(detail));
  }

  #show() {
    // Of all calls the user's own is the one to tell of.
    const [newest] = [...this.store.own, ...this.store.live];
    document.body.dataset.dormant = String(!newest);
    const isConnected = this.store.live.some((entry) => entry.state === "connected");
    this.line.dataset.colour = newest ? (isConnected ? "green" : "yellow") : "none";
    write(this.text, newest ? say("presence.live", { count: this.store.live.length }) : say("presence.dormant"));
    const icon = `/assets/${ICONS[newest?.state] ?? "callcard"}.svg`;
    // Setting it fetches it, changed or not.
    if (this.icon.getAttribute("href") !== icon) set(this.icon, "href", icon);
    document.title = newest ? `${resolution(newest)} · ${say("page.title")}` : `${say("page.title")} · Callcard`;
  }

  #notify({ entry, before, isFirst }) {
    if (isFirst || entry.state === before?.state) return;
    if (entry.live || before?.live) {
      const { caller, service } = entry;
      announce(say("presence.told", { what: resolution(entry), name: caller.displayName, service: service.displayName }));
    }
  }
}
