import { drawing } from "./dom.js";

/** Path data on a grid of 16 units, stroked 1.5 wide. */
const PATHS = {
  incoming: ["M12 4 4.5 11.5", "M4.5 6v5.5H10"],
  outgoing: ["M4 12l7.5-7.5", "M6 4.5h5.5V10"],
  phone: ["M6.2 3.4 4.6 2.6 2.8 4c0 5 4.2 9.2 9.2 9.2l1.4-1.8-.8-1.6-2.4-.6-1.2 1A7.5 7.5 0 0 1 5.8 7l1-1.2z"],
  accepted: ["M3 8.5l3.2 3.2L13 4.8"],
  declined: ["M4 4l8 8", "M12 4l-8 8"],
  unanswered: ["M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z", "M8 5v3.2l2 1.6"],
  abandoned: ["M3.5 8h9"],
  info: ["M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z", "M8 7.3v3.7", "M8 4.9v.1"],
  copy: ["M6 5.5h7v8H6z", "M10 5.5v-3H3v8h3"],
  external: ["M9 3h4v4", "M13 3 7.5 8.5", "M11 9.5V13H3V5h3.5"],
  panel: ["M2.5 3h11v10h-11z", "M2.5 6h11"],
  close: ["M4 4l8 8", "M12 4l-8 8"],
  back: ["M9.5 3.5 5 8l4.5 4.5"],
  search: ["M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z", "M10.3 10.3 13.5 13.5"],
  sun: ["M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z", "M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9"],
  moon: ["M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z"],
  screen: ["M2.5 3h11v7.5h-11z", "M6 13.5h4"],
  place: ["M8 14s4.5-4.2 4.5-7.5a4.5 4.5 0 0 0-9 0C3.5 9.8 8 14 8 14z", "M8 5.3a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6z"],
  up: ["M8 12.5v-9", "M4.5 7 8 3.5 11.5 7"],
  down: ["M8 3.5v9", "M4.5 9 8 12.5 11.5 9"],
  grip: ["M6 4v.1M6 8v.1M6 12v.1M10 4v.1M10 8v.1M10 12v.1"],
  plus: ["M8 3.5v9", "M3.5 8h9"],
  warning: ["M8 2.5 14 13H2z", "M8 6.5v3", "M8 11.3v.1"],
  gear: ["M8 5.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6z", "M8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4"],
};

/**
 * @param {keyof typeof PATHS} name
 * @param {string} [style] Class.
 */
export function icon(name, style) {
  return drawing(PATHS[name], style);
}
