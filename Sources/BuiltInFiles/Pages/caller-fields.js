import { say, sayWord } from "./words.js";

/** Caller fields in the order in which people look for them. */
const ORDER = [
  "displayName", "firstName", "lastName", "company", "jobTitle", "department", "email", "primaryTelNumber", "address", "upn",
  "imAddress", "id", "url",
];

/** The parts of an address that commas separate; the fields of one part are joined by spaces. */
const ADDRESS = [["streetAddress"], ["postCode", "city"], ["state"], ["country"]];

/** Fields that this page does not know, in the order of the answer. */
function others(caller) {
  const known = [...ORDER, ...ADDRESS.flat()];
  return Object.keys(caller).filter((name) => typeof caller[name] === "string" && !known.includes(name));
}

/** Fields that say nothing new beside another one. */
function isRepeated(name, caller) {
  if (name === "displayName") return caller.displayName === caller.company;
  if (!["firstName", "lastName"].includes(name)) return false;
  return caller.displayName === [caller.firstName, caller.lastName].filter(Boolean).join(" ");
}

/** The address in one line, with the sources of its parts; `undefined` where none is known. */
function address(caller, sources) {
  const names = ADDRESS.flat().filter((name) => caller[name]);
  if (names.length === 0) return undefined;
  return {
    name: say("field.address"),
    value: ADDRESS.map((part) => part.map((name) => caller[name]).filter(Boolean).join(" ")).filter(Boolean).join(", "),
    source: [...new Set(names.map((name) => sources[name]).filter(Boolean))].join(", "),
    kind: "text",
  };
}

/** The name to show for a caller, as far as it is known. @param {Object<string, any>} caller */
export function callerName(caller) {
  const full = [caller.firstName, caller.lastName].filter(Boolean).join(" ");
  return caller.displayName ?? (full || (caller.company ?? caller.id));
}

/**
 * Whether two records are of one person, as far as their names tell, however these are written: *MEIER, Anna* is *Anna Meier*.
 *
 * @param {Object<string, any>} one
 * @param {Object<string, any>} other
 */
export function isSamePerson(one, other) {
  const words = (caller) => (callerName(caller) ?? "").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const [left, right] = [words(one), words(other)];
  return left.length > 0 && left.sort().join(" ") === right.sort().join(" ");
}

/**
 * The facts of a caller, one a row, each with its source (S12).
 *
 * @param {Object<string, any>} caller
 * @param {Object<string, string>} sources
 * @returns {{name: string, value: string, source?: string, kind: "text" | "email" | "url"}[]}
 */
export function callerFacts(caller, sources = {}) {
  const plain = [...ORDER, ...others(caller)].map((name) => {
    if (name === "address") return address(caller, sources);
    if (!caller[name] || isRepeated(name, caller)) return undefined;
    const kind = ["email", "url"].includes(name) ? name : "text";
    return { name: sayWord("field", name), value: caller[name], source: sources[name], kind };
  }).filter(Boolean);
  const named = (list, word) => (caller[list] ?? [])
    .filter(({ value }) => value !== caller.primaryTelNumber)
    .map(({ name, value }) => ({ name: word(name), value, source: sources[`${list}.${name}`], kind: "text" }));
  return [...plain, ...named("telNumbers", (name) => sayWord("telNumber", name)), ...named("customFields", (name) => name)];
}
