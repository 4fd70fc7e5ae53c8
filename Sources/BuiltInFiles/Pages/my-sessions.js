import { ActiveServices } from "./active-services.js";
import { Alerts } from "./alerts.js";
import { CallBar } from "./call-bar.js";
import { Connection } from "./connection.js";
import { Detail } from "./detail.js";
import { byID } from "./dom.js";
import { Filters } from "./filters.js";
import { emptyWhenLeft } from "./leaving.js";
import { listStates } from "./list-states.js";
import { List } from "./list.js";
import { Opener } from "./opener.js";
import { Popups } from "./popups.js";
import { Presence } from "./presence.js";
import { followCalls } from "./selection.js";
import { shortcuts } from "./shortcuts.js";
import { Store } from "./store.js";
import { Stream } from "./stream.js";
import { themeSwitch } from "./theme-switch.js";
import { runTimers } from "./timers.js";
import { translate } from "./words.js";

translate();
themeSwitch(byID("theme"));
emptyWhenLeft();

const store = new Store();
const popups = new Popups();
const opener = new Opener(store, popups);
const detail = new Detail(store, opener);
const list = new List(byID("list"), store);
const connection = new Connection();
const services = new ActiveServices(byID("services-button"), byID("services-menu"));
const callBar = new CallBar(store);
new Alerts(store);
listStates(store);
new Filters(byID("filters"), store);
new Presence(store);
followCalls(store, detail);
runTimers();

// A user with an unsaved draft is not sent away from it; but callers are shown to signed-in users only.
window.addEventListener("callcard:signed-out", () => {
  if (!detail.isDirty && !store.ready) return window.location.assign("/sign-in");
  stream.end();
  connection.show("signedOut");
  byID("filters").reset();
  store.forgetCallers();
});

const open = (link) => link && opener.openNow(store.selected, link);
shortcuts({
  j: () => list.move(1),
  k: () => list.move(-1),
  ArrowDown: () => list.move(1),
  ArrowUp: () => list.move(-1),
  n: () => callBar.showNext(),
  "/": () => byID("search").focus(),
  o: () => open(opener.blocked(store.selected)[0] ?? detail.links[0]),
  c: () => detail.focusConclusion(),
  Escape: () => store.select(null),
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((place) => [String(place), () => open(detail.links[place - 1])])),
});

services.load();
if (popups.state === null) byID("popups-offer").hidden = false;
byID("popups-offer-button").addEventListener("click", () => {
  byID("popups-offer").hidden = true;
  popups.explain();
});

let wasGone = false;
function lineChanged(status) {
  connection.show(status);
  if (status === "stale") store.forgetCallers();
  if (status === "noCalls") byID("list-text").hidden = true;
  if (status === "open" && wasGone) {
    detail.refresh();
    services.load();
    if (store.failed) store.show({});
  }
  wasGone = status !== "open";
}
const stream = new Stream((type, data, id) => store.receive(type, data, id), lineChanged);
stream.run();
