import { write } from "./dom.js";

/** Reads short messages out to those who use a screen reader. @type {HTMLElement | null} */
const region = document.getElementById("announcements");

/** @param {string} text */
export function announce(text) {
  if (!region) return;
  write(region, "");
  // A change that comes with the emptying is not read out.
  setTimeout(() => write(region, text), 60);
}
