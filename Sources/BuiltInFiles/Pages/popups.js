import { byID, write } from "./dom.js";
import { say } from "./words.js";

/** The key under which the browser's treatment of the last tab that opened by itself is kept; nothing else is. */
const KEPT = "callcard.popups";
/** A click lets a page open tabs for five seconds; a test within that time would say nothing. */
const CLICK_LASTS = 6_000;

/**
 * Opens tabs, and finds out whether the browser lets this page do so without a click.
 *
 * Browsers hold such tabs back unless the user has allowed them for the site, and no page can ask for that leave: all it can do
 * is say how to give it, and test it.
 */
export class Popups {
  constructor() {
    this.dialog = byID("popups");
    this.result = byID("popups-result");
    byID("popups-test").addEventListener("click", () => this.#test());
    this.dialog.addEventListener("close", () => write(this.result, ""));
  }

  /** `allowed`, `blocked`, or `null` before the first time. */
  get state() {
    return localStorage.getItem(KEPT);
  }

  /** @param {string} url @returns {boolean} Whether the browser let it happen. */
  open(url) {
    if (!/^https?:/i.test(url)) {
      // `tel:` and the like go to another program and leave this page where it is.
      window.location.assign(url);
      return true;
    }
    // With `noopener` the answer is always null; so the tab is cut off by hand before it goes anywhere.
    const tab = window.open("about:blank", "_blank");
    this.#keep(tab !== null);
    if (!tab) return false;
    tab.opener = null;
    tab.location.replace(url);
    return true;
  }

  /** Explains why tabs must be allowed and how, with a button for the test. */
  explain() {
    if (!this.dialog.open) this.dialog.showModal();
  }

  #test() {
    write(this.result, say("popups.waiting"));
    setTimeout(() => {
      const tab = window.open("about:blank", "_blank");
      this.#keep(tab !== null);
      tab?.close();
      write(this.result, say(tab ? "popups.allowed" : "popups.blocked"));
    }, CLICK_LASTS);
  }

  #keep(isAllowed) {
    localStorage.setItem(KEPT, isAllowed ? "allowed" : "blocked");
  }
}
