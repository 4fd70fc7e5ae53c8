import { isOwn } from "./store.js";

/**
 * Selects an entry where the user has not: a call that rings for them comes up by itself, but never over one
 * that they are in or a form that they have begun to fill in. The address keeps the entry's id, so that a reload shows it again.
 *
 * @param {import("./store.js").Store} store
 * @param {import("./detail.js").Detail} detail
 */
export function followCalls(store, detail) {
  const wide = window.matchMedia("(min-width: 760px)");
  const current = () => store.entry(store.selected);
  store.addEventListener("entry", ({ detail: { entry, before, isFirst } }) => {
    if (isFirst || entry.state === before?.state || !isOwn(entry)) return;
    if (!detail.isDirty && !(current() && isOwn(current()) && entry.state !== "connected")) store.select(entry.id);
  });
  let isFirst = true;
  store.addEventListener("list", () => {
    if (!store.ready || !isFirst) return;
    isFirst = false;
    const wanted = decodeURIComponent(window.location.hash.slice(1));
    const live = store.own[0];
    const chosen = store.entry(wanted) ?? live ?? (wide.matches ? store.rows[0] : undefined);
    if (chosen) store.select(chosen.id);
  });
  store.addEventListener("selection", () => {
    const place = store.selected ? `#${encodeURIComponent(store.selected)}` : window.location.pathname;
    window.history.replaceState(null, "", place);
  });
}
