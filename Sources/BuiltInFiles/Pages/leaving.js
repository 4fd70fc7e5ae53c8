/**
 * Browsers keep a page that is left as it was, for the way back: a caller on it would be there again for whoever comes after, signed
 * out or not. So it is emptied when it is left, and begins anew when somebody comes back to it.
 */
export function emptyWhenLeft() {
  window.addEventListener("pagehide", () => document.body.replaceChildren());
  window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
}
