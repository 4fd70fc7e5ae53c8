import { make } from "./dom.js";
import { say } from "./words.js";

/**
 * Variables with their meanings and examples, folded up under a title.
 * @param {string} title
 * @param {[string, string, string][]} variables
 */
export function variableList(title, variables) {
  const heads = ["variable", "meaning", "example"].map((name) => make("th", { scope: "col" }, say(`settings.${name}`)));
  return make("details", { class: "more" }, make("summary", {}, title),
    make("div", { class: "variables", tabindex: "0", role: "region", "aria-label": title }, make("table", {},
      make("thead", {}, make("tr", {}, heads)),
      make("tbody", {}, variables.map(([name, meaning, example]) => make("tr", {},
        make("td", {}, make("code", {}, `{${name}}`)), make("td", { lang: "en" }, meaning), make("td", {}, example)))))));
}
