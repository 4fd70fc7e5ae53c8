import { say, sayWord } from "./words.js";

/** Caller fields in the order in which people look for them. */
const ORDER = [
  "displayName", "firstName", "lastName", "company", "jobTitle", "department", "email", "primaryTelNumber", "streetAddress",
  "postCode", "city", "state", "country", "upn", "imAddress", "id", "url",
];

/** Fields that say nothing new beside the display name. */
function isRepeated(name, caller) {
  if (!["firstName", "lastName"].includes(name)) return false;
  return caller.displayName === [caller.firstName, caller.lastName].filter(Boolean).join(" ");
}

/** What to call somebody of whom not everything is known. @param {Object<string, any>} caller */
export function callerName(caller) {
  const full = [caller.firstName, caller.lastName].filter(Boolean).join(" ");
  return caller.displayName ?? (full || (caller.company ?? caller.id));
}

/**
 * The facts of a caller, one a row, each with where it came from (S12).
 *
 * @param {Object<string, any>} caller
 * @param {Object<string, string>} sources
 * @returns {{name: string, value: string, source?: string, kind: "text" | "email" | "url"}[]}
 */
export function callerFacts(caller, sources = {}) {
  const plain = ORDER.filter((name) => caller[name] && !isRepeated(name, caller)).map((name) => ({
    name: say(`field.${name}`),
    value: caller[name],
    source: sources[name],
    kind: name === "email" ? "email" : name === "url" ? "url" : "text",
  }));
  const named = (list, word) => (caller[list] ?? [])
    .filter(({ value }) => value !== caller.primaryTelNumber)
    .map(({ name, value }) => ({ name: word(name), value, source: sources[`${list}.${name}`], kind: "text" }));
  return [...plain, ...named("telNumbers", (name) => sayWord("telNumber", name)), ...named("customFields", (name) => name)];
}
