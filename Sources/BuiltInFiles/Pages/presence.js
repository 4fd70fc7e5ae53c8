import { announce } from "./announcer.js";
import { byID, write } from "./dom.js";
import { resolution } from "./outcomes.js";
import { say } from "./words.js";

/**
 * Says whether a call is going on: in the line above the list, in the tab's title and to screen readers.
 *
 * The title never holds a name or a number: browsers keep titles in their history.
 */
export class Presence {
  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.line = byID("presence");
    this.text = byID("presence-text");
    store.addEventListener("list", () => this.#show());
    store.addEventListener("entry", ({ detail }) => this.#notify(detail));
  }

  #show() {
    const [newest] = this.store.live;
    document.body.dataset.dormant = String(!newest);
    const isConnected = this.store.live.some((entry) => entry.state === "connected");
    this.line.dataset.colour = newest ? (isConnected ? "green" : "yellow") : "none";
    write(this.text, newest ? say("presence.live", { count: this.store.live.length }) : say("presence.dormant"));
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
