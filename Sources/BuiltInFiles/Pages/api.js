import { learnClock } from "./formats.js";

/** An answer that is no success: the members of `application/problem+json`; status 0 stands for no answer at all. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {{code?: string, detail?: string, errors?: {pointer: string, code: string}[]}} problem
   */
  constructor(status, problem = {}) {
    super(problem.code ?? `status ${status}`);
    this.status = status;
    this.code = problem.code ?? (status === 0 ? "offline" : "unknown");
    this.detail = problem.detail ?? "";
    this.errors = problem.errors ?? [];
  }
}

/** Whether a request may be answered if it is sent again: it was lost on the way, or the server is in trouble. @param {Refusal} refusal */
export function isLost(refusal) {
  return refusal.status === 0 || refusal.status >= 500;
}

/** An empty list in the place of one that this user may not have. @throws {Refusal} One that says nothing of the user. */
export function noneWhereRefused(refusal) {
  if (isLost(refusal)) throw refusal;
  return [];
}

/**
 * Sends one request to the interface of this server.
 *
 * @param {string} method
 * @param {string} path
 * @param {{body?: any, headers?: Object<string, string>, signal?: AbortSignal}} [options]
 * @returns {Promise<{json: any, etag: string | null}>}
 * @throws {Refusal}
 */
export async function ask(method, path, { body, headers = {}, signal } = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      signal,
      credentials: "same-origin",
      cache: "no-store",
      headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0);
  }
  learnClock(response.headers.get("date"));
  const json = await response.json().catch(() => undefined);
  if (!response.ok) {
    if (response.status === 401) signedOut();
    throw new Refusal(response.status, json);
  }
  return { json, etag: response.headers.get("etag") };
}

/** Tells the page that its sign-in is over. */
export function signedOut() {
  window.dispatchEvent(new Event("callcard:signed-out"));
}

const mine = (id) => `/v1/users/me/interactions/${encodeURIComponent(id)}`;

/** Reads a page of the list; search texts travel in the body. @returns {Promise<import("./types.js").Page>} */
export async function listEntries({ outcome, text, before, limit }, signal) {
  if (text) return (await ask("POST", "/v1/users/me/interactions/search", { body: { text, outcome, before }, signal })).json;
  const query = new URLSearchParams({ outcome, ...(before ? { before } : {}), ...(limit ? { limit } : {}) });
  return (await ask("GET", `/v1/users/me/interactions?${query}`, { signal })).json;
}

/** @returns {Promise<import("./types.js").Detail>} */
export async function readEntry(id, signal) {
  return (await ask("GET", mine(id), { signal })).json;
}

/** Saves codes and tags, once. @returns {Promise<import("./types.js").Entry>} */
export async function conclude(id, conclusion) {
  return (await ask("PUT", `${mine(id)}/conclusion`, { body: conclusion })).json;
}

/** Searches the tags that were used before in a service. @returns {Promise<{tag: string, uses: number}[]>} */
export async function suggestTags(service, prefix, signal) {
  return (await ask("POST", "/v1/tags/search", { body: { service, prefix, limit: 8 }, signal })).json.items;
}

/** @returns {Promise<{id: string, displayName: string, member: boolean, active: boolean, owner: boolean}[]>} */
export async function listServices() {
  return (await ask("GET", "/v1/services")).json.items;
}

const settingsOf = (service) => `/v1/services/${encodeURIComponent(service)}/settings`;

/**
 * A service's settings as they were written, the same with defaults filled in, and the tag that a change of them must name.
 *
 * @returns {Promise<{settings: Object<string, any>, effective: Object<string, any>, etag: string}>}
 */
export async function readSettings(service) {
  for (let tries = 3; ; tries -= 1) {
    const [written, filled] = await Promise.all(["", "?effective=true"].map((form) => ask("GET", settingsOf(service) + form)));
    // Another person may have changed them in between.
    if (written.etag === filled.etag) return { settings: written.json, effective: filled.json, etag: written.etag };
    if (tries === 0) throw new Refusal(0);
  }
}

/** Replaces a service's settings where they are still those of `etag`; 412 where another person was faster. */
export async function writeSettings(service, settings, etag) {
  await ask("PUT", settingsOf(service), { body: settings, headers: { "if-match": etag } });
}

/** Reads the state of each connector. */
export async function listConnectors() {
  return (await ask("GET", "/v1/connectors")).json.items;
}

/** Previews the link that a template would give, with the template's problems. */
export async function previewTemplate(service, template, signal) {
  return (await ask("POST", "/v1/templates/preview", { body: { service, template }, signal })).json;
}

/** Looks a number up in all connectors of a service, with an explanation of each answer. */
export async function explainLookup(service, number) {
  return (await ask("POST", "/v1/lookups", { body: { number, ...(service ? { service } : {}), explain: true } })).json;
}

/** Makes the user active in these services only. @param {string[]} services */
export async function setActiveServices(services) {
  return (await ask("PUT", "/v1/users/me/active-services", { body: { services } })).json.services;
}
