import { strings as english } from "./strings.en.js";
import { strings as german } from "./strings.de.js";
import { strings as ownersEnglish } from "./strings-owner.en.js";
import { strings as ownersGerman } from "./strings-owner.de.js";
import { set } from "./dom.js";

const LANGUAGES = { en: { ...english, ...ownersEnglish }, de: { ...german, ...ownersGerman } };

/** The first language that the browser asks for and that we speak; English where there is none. @type {"en" | "de"} */
export const language = (navigator.languages ?? [])
  .map((tag) => tag.slice(0, 2).toLowerCase())
  .find((tag) => tag in LANGUAGES) ?? "en";

/** For dates and numbers: the user's own writing of that language, such as `en-GB`. */
export const locale = (navigator.languages ?? []).find((tag) => tag.toLowerCase().startsWith(language)) ?? language;

const strings = LANGUAGES[language];

/**
 * A text in the user's language.
 *
 * @param {string} key
 * @param {Object<string, any>} [values] For texts with places to fill.
 * @returns {string} The key itself where there is no such text.
 */
export function say(key, values = {}) {
  const text = strings[key];
  if (text === undefined) return key;
  return typeof text === "function" ? text(values) : text;
}

/** The text for a word of the interface, such as an outcome; the word itself where we have none. */
export function sayWord(group, word) {
  return `${group}.${word}` in strings ? say(`${group}.${word}`) : word;
}

/** Translates a page's own markup: `data-say` for the text, `data-say-label`, `-title` and `-placeholder` for attributes. */
export function translate(root = document) {
  document.documentElement.lang = language;
  for (const element of root.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const [data, attribute] of [["sayLabel", "aria-label"], ["sayTitle", "title"], ["sayPlaceholder", "placeholder"]]) {
    const name = data.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    for (const element of root.querySelectorAll(`[data-${name}]`)) set(element, attribute, say(element.dataset[data]));
  }
}
