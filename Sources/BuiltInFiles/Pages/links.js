/**
 * The destination of a link as people read it: its host, as records of other systems have long addresses.
 *
 * @param {string} url `http` or `https`.
 */
export function host(url) {
  return url.split("/")[2] ?? url;
}

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
