import { explainLookup, listServices, noneWhereRefused } from "./api.js";
import { callerFacts } from "./caller-fields.js";
import { byID, fill, foreign, make } from "./dom.js";
import { emptyWhenLeft } from "./leaving.js";
import { host, outside } from "./links.js";
import { themeSwitch } from "./theme-switch.js";
import { waterfall } from "./waterfall.js";
import { say, sayWord, translate } from "./words.js";

translate();
themeSwitch(byID("theme"));
emptyWhenLeft();
window.addEventListener("callcard:signed-out", () => window.location.assign("/sign-in?to=/try"));

const [form, answer, button, service] = ["question", "answer", "ask", "service"].map(byID);

function card(title, ...children) {
  return make("section", { class: "card" }, make("h2", {}, title), ...children);
}

/** The caller, with the source of each fact. */
function result(context) {
  const facts = context.caller ? callerFacts(context.caller, context.sources) : [];
  return card(say("try.caller"),
    make("p", { class: "verdict" }, say(`try.status.${context.status}`),
      context.number && foreign(context.number.international ?? context.number.dial, "quiet")),
    facts.length > 0 && make("dl", { class: "facts" }, facts.map((fact) => make("div", {},
      make("dt", {}, foreign(fact.name)), make("dd", {}, foreign(fact.kind === "url" ? host(fact.value) : fact.value), make("span", { class: "quiet" }, fact.source))))),
    context.contexts.length > 0 && make("ul", { class: "links" }, context.contexts.map((link) => make("li", {},
      make("a", outside(link.url), foreign(link.name))))));
}

/** Steps of one kind, one a row. */
function steps(title, trace, kinds) {
  const rows = trace.filter((step) => kinds.includes(step.kind));
  if (rows.length === 0) return null;
  const cells = rows.map((step) => ({
    field: step.field && foreign(sayWord("field", step.field)),
    from: step.connector,
    reason: foreign(step.reason),
    candidates: step.candidates?.join(", "),
  }));
  const columns = ["field", "from", "reason", "candidates"].filter((name) => cells.some((row) => row[name]));
  return card(title, make("div", { class: "table", tabindex: "0", role: "region", "aria-label": title }, make("table", {},
    make("thead", {}, make("tr", {}, columns.map((name) => make("th", { scope: "col" }, say(`try.${name}`))))),
    make("tbody", {}, cells.map((row) => make("tr", {},
      columns.map((name) => make("td", { lang: name === "reason" && "en" }, row[name]))))))));
}

function failure(refusal) {
  const key = `try.${refusal.code}`;
  return make("p", { class: "problem", role: "alert" }, say(key) === key ? say("try.failed") : say(key));
}

async function ask(event) {
  event.preventDefault();
  button.disabled = true;
  fill(answer, make("p", { class: "quiet" }, say("try.asking")));
  try {
    const context = await explainLookup(service.value, form.elements.namedItem("number").value);
    const trace = context.trace ?? [];
    fill(answer, result(context), card(say("try.waterfall"), waterfall(context.connectors, trace)),
      steps(say("try.chosen"), trace, ["number", "choose"]), steps(say("try.why"), trace, ["field", "context"]));
  } catch (refusal) {
    fill(answer, failure(refusal));
  } finally {
    button.disabled = false;
  }
}

form.addEventListener("submit", ask);
// Browsers fill fields in again after a reload; a number is not to come back.
form.reset();
offerServices();

async function offerServices() {
  try {
    const services = await listServices().catch(noneWhereRefused);
    fill(service, make("option", { value: "" }, say("try.everything")),
      services.map((item) => make("option", { value: item.id, selected: services.length === 1 }, item.displayName)));
  } catch {
    setTimeout(offerServices, 2_000);
  }
}
