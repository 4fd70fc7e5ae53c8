import { byID, write } from "./dom.js";
import { say } from "./words.js";

/** The notice below the list: that it is empty and why, that it could not be read, or the button for more (S10). */
export function listStates(store) {
  const [text, more, again] = [byID("list-text"), byID("list-more"), byID("list-again")];
  more.addEventListener("click", () => store.more());
  again.addEventListener("click", () => store.show({}));
  store.addEventListener("list", () => {
    const isEmpty = store.rows.length === 0;
    document.body.dataset.ready = String(store.ready);
    more.hidden = !store.hasMore || isEmpty;
    again.hidden = !store.failed;
    text.hidden = !store.failed && !isEmpty;
    write(text, say(store.failed ? "list.failed" : why(store)));
  });
}

function why(store) {
  if (!store.ready) return "list.loading";
  if (store.text) return "list.noMatch";
  return store.outcome === "all" ? "list.empty" : `list.empty.${store.outcome}`;
}
