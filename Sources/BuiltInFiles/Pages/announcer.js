import { write } from "./dom.js";

/** Reads short messages out to people who use a screen reader. @type {HTMLElement | null} */
const region = document.getElementById("announcements");
/** The time in milliseconds after which a message is emptied: it may name a caller, who must not stay in the page. */
const STAYS = 10_000;
let timer;

/** @param {string} text */
export function announce(text) {
  if (!region) return;
  clearTimeout(timer);
  write(region, "");
  // A change that comes with the emptying is not read out.
  timer = setTimeout(() => {
    write(region, text);
    timer = setTimeout(() => write(region, ""), STAYS);
  }, 60);
}
