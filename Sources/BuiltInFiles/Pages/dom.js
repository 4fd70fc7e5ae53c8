/**
 * Makes elements. All text goes in as text nodes, so that a name can never become markup.
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with its attributes and children.
 *
 * @param {string} tag
 * @param {Object<string, any>} [attributes] `class`, `on…` listeners, `dataset`; `true` is an empty attribute; `false`, `null`
 *   and `undefined` are left out.
 * @param {...(Node | string | null | undefined | false)} children Strings become text; empty ones are left out.
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}

/** Sets one attribute as `make` does; `false`, `null` and `undefined` take it away. */
export function set(element, name, value) {
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "dataset") Object.assign(element.dataset, value);
  else if (value === false || value === null || value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : value);
}

/**
 * Text from outside, kept apart from the direction of the text around it (Unicode UAX 9): marks for right-to-left writing in a
 * name must not turn the line around.
 *
 * @param {string} text
 * @param {string} [style] Class.
 */
export function foreign(text, style) {
  return make("bdi", { class: style }, text);
}

/** Puts new children in the place of all others. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
}

/**
 * Makes an element's children what others are, and keeps those that are alike, so that focus, selection, open folds and scrolling stay
 * where they are. For children without listeners of their own: those that are kept keep the listeners that they have.
 *
 * @param {HTMLElement} element
 * @param {...(Node | string | null | undefined | false)} children Those with a `data-key` are alike only where it is the same.
 */
export function patch(element, ...children) {
  let there = element.firstChild;
  for (const child of children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== "")) {
    const wanted = typeof child === "string" ? document.createTextNode(child) : child;
    let kept = there;
    while (kept && !areAlike(kept, wanted)) kept = kept.nextSibling;
    if (!kept) {
      element.insertBefore(wanted, there);
      continue;
    }
    while (there !== kept) there = discarded(there);
    become(kept, wanted);
    there = kept.nextSibling;
  }
  while (there) there = discarded(there);
}

/** Removes a node. @returns {ChildNode | null} The one behind it. */
function discarded(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

function areAlike(one, other) {
  return one.nodeName === other.nodeName && one.dataset?.key === other.dataset?.key && one.className === other.className;
}

function become(kept, wanted) {
  if (kept.nodeType === Node.TEXT_NODE) {
    if (kept.data !== wanted.data) kept.data = wanted.data;
    return;
  }
  // Whether a fold is open is the reader's choice.
  const isTheirs = (name) => name === "open";
  for (const { name } of [...kept.attributes]) if (!isTheirs(name) && !wanted.hasAttribute(name)) kept.removeAttribute(name);
  for (const { name, value } of wanted.attributes) if (!isTheirs(name) && kept.getAttribute(name) !== value) kept.setAttribute(name, value);
  patch(kept, [...wanted.childNodes]);
}

/** Writes text only where it differs, so that screen readers and selections are left in peace. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * An icon of 16 × 16 units, drawn in the colour of its text and not read out.
 *
 * @param {string[]} paths Path data.
 * @param {string} [style] Class.
 */
export function drawing(paths, style = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `icon ${style}`.trim());
  svg.setAttribute("aria-hidden", "true");
  for (const data of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", data);
    svg.append(path);
  }
  return svg;
}

/** The element of a page's own markup. Fails loudly where the page and its module have grown apart. */
export function byID(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no element #${id}`);
  return element;
}
