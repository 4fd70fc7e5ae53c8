import { isLost, listConnectors, listServices, noneWhereRefused, readSettings, writeSettings } from "./api.js";
import { announce } from "./announcer.js";
import { byID, fill, make, set, write } from "./dom.js";
import { emptyWhenLeft } from "./leaving.js";
import { codesSection } from "./settings-codes.js";
import { connectorsSection } from "./settings-connectors.js";
import { contextsSection } from "./settings-contexts.js";
import { SettingsDraft } from "./settings-draft.js";
import { generalSection, mapSection, peopleSection, privacySection, widgetsSection } from "./settings-general.js";
import { themeSwitch } from "./theme-switch.js";
import { say, sayWord, translate } from "./words.js";

translate();
themeSwitch(byID("theme"));
emptyWhenLeft();
window.addEventListener("callcard:signed-out", () => window.location.assign(`/sign-in?to=${window.location.pathname}`));

const service = decodeURIComponent(window.location.pathname.split("/")[2] ?? "");
const [form, state, problem, saveButton, undoButton] = ["settings", "save-state", "problem", "save", "undo"].map(byID);
let draft;
let connectors = [];
let isOwner = false;

/** Makes the page anew from the draft. */
function draw() {
  const sections = [
    generalSection(draft, changed), peopleSection(draft, changed), widgetsSection(draft, changed),
    connectorsSection(draft, connectors, changed), contextsSection(draft, service, changed), codesSection(draft, changed),
    privacySection(draft, changed), mapSection(draft, changed),
  ];
  fill(form, make("fieldset", { disabled: !isOwner }, sections));
  fill(byID("contents"), sections.map((part) => make("a", { href: `#${part.id}` }, part.querySelector("h2").textContent)));
  write(byID("service-name"), draft.effective.displayName);
  changed();
}

function changed() {
  const count = draft.changed.length;
  saveButton.disabled = undoButton.disabled = count === 0 || !isOwner;
  write(state, count === 0 ? say("settings.unchanged") : say("settings.changed", { count }));
}

async function load() {
  try {
    const read = await readSettings(service);
    const services = await listServices().catch(noneWhereRefused);
    connectors = await listConnectors().catch(noneWhereRefused);
    isOwner = services.some((item) => item.id === service && item.owner);
    draft = new SettingsDraft(read);
    problem.hidden = true;
    byID("save-bar").hidden = false;
    byID("read-only").hidden = isOwner;
    draw();
  } catch (refusal) {
    notice(refusal.status === 404 ? say("settings.notFound") : say("list.failed"));
    if (isLost(refusal)) setTimeout(load, 2_000);
  }
}

async function save() {
  lock(true);
  try {
    await writeSettings(service, draft.settings, draft.etag);
  } catch (refusal) {
    lock(false);
    if (refusal.status === 412) await conflict().catch(refused);
    else refused(refusal);
    return;
  }
  problem.hidden = true;
  try {
    draft = new SettingsDraft(await readSettings(service));
    draw();
    announce(say("conclude.saved"));
    write(state, say("conclude.saved"));
  } catch {
    // They are saved, but the settings in force are not known here.
    draft = undefined;
    window.location.reload();
  }
}

/** While settings are being saved nothing can be changed, and a second click does not save them twice. */
function lock(isSaving) {
  form.querySelector("fieldset").disabled = isSaving;
  saveButton.disabled = undoButton.disabled = isSaving;
}

/** Shows that another person was faster, which members they changed, and both ways out. */
async function conflict() {
  const read = await readSettings(service);
  const names = (list) => list.map((name) => say(`settings.member.${name}`)).join(", ");
  const theirs = draft.changedIn(read.settings);
  const both = theirs.filter((name) => draft.changed.includes(name));
  const way = (id, style, text, action) => make("button", { type: "button", class: style, id, onclick: () => {
    action();
    problem.hidden = true;
    draw();
  } }, text);
  notice(say("settings.conflict", { theirs: names(theirs) }),
    both.length > 0 && say("settings.conflict.both", { both: names(both) }),
    way("keep-mine", "button primary", say("settings.keepMine"), () => draft.moveOnto(read)),
    way("take-theirs", "button", say("settings.takeTheirs"), () => { draft = new SettingsDraft(read); }));
}

/** Marks the fields that the server refused. */
function refused(refusal) {
  for (const field of form.querySelectorAll("[data-pointer]")) set(field, "aria-invalid", null);
  const marked = refusal.errors.map(({ pointer }) => field(pointer)).filter(Boolean);
  for (const element of marked) set(element, "aria-invalid", "true");
  marked[0]?.focus();
  notice(refusal.errors.length > 0 ? say("settings.refused") : say(refusal.status === 403 ? "settings.readOnly" : "error.notSaved"),
    make("ul", {}, refusal.errors.map(({ pointer, code }) => make("li", {},
      make("code", {}, pointer), ` ${sayWord("refusal", code)}`))));
}

/** The field of a JSON pointer, or of what it is inside of. */
function field(pointer) {
  const parts = pointer.split("/");
  for (; parts.length > 1; parts.pop()) {
    const found = form.querySelector(`[data-pointer="${CSS.escape(parts.join("/"))}"]`);
    if (found) return found;
  }
  return null;
}

function notice(text, ...more) {
  problem.hidden = false;
  fill(problem, make("p", {}, text), ...more.map((part) => (typeof part === "string" ? make("p", {}, part) : part)));
  problem.scrollIntoView({ block: "nearest" });
}

form.addEventListener("submit", (event) => event.preventDefault());
saveButton.addEventListener("click", save);
undoButton.addEventListener("click", () => {
  draft = new SettingsDraft({ settings: draft.base, effective: draft.effective, etag: draft.etag });
  problem.hidden = true;
  draw();
});
window.addEventListener("beforeunload", (event) => draft?.changed.length > 0 && event.preventDefault());
load();
