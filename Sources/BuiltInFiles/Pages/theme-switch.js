import { fill, set } from "./dom.js";
import { icon } from "./icons.js";
import { say } from "./words.js";

const ORDER = ["system", "light", "dark"];
const ICONS = { system: "screen", light: "sun", dark: "moon" };

/** A button that goes round the system's colours, light and dark ones; the choice stays in this browser. */
export function themeSwitch(button) {
  const show = (theme) => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    fill(button, icon(ICONS[theme]));
    set(button, "aria-label", say(`theme.${theme}`));
    set(button, "title", say(`theme.${theme}`));
  };
  const chosen = () => document.documentElement.dataset.theme ?? "system";
  button.addEventListener("click", () => {
    const theme = ORDER[(ORDER.indexOf(chosen()) + 1) % ORDER.length];
    localStorage.setItem("callcard.theme", theme);
    show(theme);
  });
  show(chosen());
}
