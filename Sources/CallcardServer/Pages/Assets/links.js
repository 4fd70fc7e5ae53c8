/**
 * The attributes of a link that leads out of our pages: what is there learns neither where it was opened nor by whom, and can't reach
 * back. Links that other programs take, such as `tel:`, need no tab.
 *
 * @param {string} url
 */
export function outside(url) {
  const target = /^https?:/i.test(url) ? "_blank" : null;
  return { href: url, target, rel: "noopener noreferrer", referrerpolicy: "no-referrer" };
}
