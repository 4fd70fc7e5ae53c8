import { byID } from "./dom.js";

/** Remembers that single keys are off; people who speak to their computer need that (WCAG 2.1.4). */
const KEPT = "callcard.shortcuts";

/**
 * Keys that work wherever no text is being typed.
 *
 * @param {Object<string, (event: KeyboardEvent) => void>} actions By key.
 */
export function shortcuts(actions) {
  const help = byID("help");
  const box = byID("help-shortcuts");
  box.checked = localStorage.getItem(KEPT) !== "off";
  box.addEventListener("change", () => localStorage.setItem(KEPT, box.checked ? "on" : "off"));
  byID("help-button").addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    // Escape belongs to what lies on top.
    if (event.key === "Escape" && document.querySelector(":popover-open, dialog[open]")) return;
    if (event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, dialog, [popover]")) return;
    const action = event.key === "?" ? () => help.showModal() : actions[event.key];
    if (!action || (!box.checked && event.key.length === 1)) return;
    event.preventDefault();
    action(event);
  });
}
