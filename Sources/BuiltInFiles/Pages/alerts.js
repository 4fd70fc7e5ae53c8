import { byID, make, set, write } from "./dom.js";
import { icon } from "./icons.js";
import { Ringer } from "./ringer.js";
import { say } from "./words.js";

/** The key under which the choices are kept in this browser; nothing of a call is. */
const KEPT = "callcard.alerts";
const DEFAULTS = { notification: false, sound: false, badge: false, volume: 0.5, device: "" };

/**
 * Reaches the user where this page is out of sight, when a call rings at them: a notification of the system, a ring, a number on the
 * installed page's icon. Each is off until it is chosen, and none says who is calling.
 */
export class Alerts {
  #settings = { ...DEFAULTS, ...read() };
  #ringer = new Ringer();
  /** @type {Map<string, Notification>} */
  #notifications = new Map();
  #isFirstTab = !navigator.locks;

  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.dialog = byID("alerts");
    this.result = byID("alerts-result");
    this.button = byID("alerts-button");
    this.button.append(icon("bell"));
    this.button.addEventListener("click", () => this.#open());
    this.dialog.addEventListener("close", () => this.#ringer.stop());
    for (const name of ["notification", "sound", "badge"]) {
      byID(`alerts-${name}`).addEventListener("change", (event) => this.#choose(name, event.target.checked));
    }
    byID("alerts-volume").addEventListener("change", (event) => this.#keep({ volume: Number(event.target.value) / 100 }));
    byID("alerts-device").addEventListener("change", (event) => this.#keep({ device: event.target.value }));
    byID("alerts-test").addEventListener("click", () => this.#test());
    byID("alerts-badge-row").hidden = !("setAppBadge" in navigator);
    store.addEventListener("entry", ({ detail }) => this.#look(detail));
    store.addEventListener("list", () => this.#follow());
    // Whether a call still rings is not known any more.
    store.addEventListener("forgotten", () => this.#end());
    // Two tabs would ring twice.
    navigator.locks?.request("callcard.alerts", () => {
      this.#isFirstTab = true;
      return new Promise(() => {});
    });
  }

  get #ringing() {
    return this.store.own.filter((entry) => entry.state === "ringing");
  }

  #look({ entry, before, isFirst }) {
    if (!this.#isFirstTab || isFirst || entry.state !== "ringing" || before?.state === "ringing") return;
    if (this.#settings.notification && !this.#isInSight) this.#notify(entry);
  }

  /** Ends what no call rings for any more. */
  #follow() {
    const ringing = new Set(this.#ringing.map((entry) => entry.id));
    for (const [id, notification] of this.#notifications) {
      if (ringing.has(id)) continue;
      notification.close();
      this.#notifications.delete(id);
    }
    if (!this.#isFirstTab) return;
    if (ringing.size > 0 && this.#settings.sound) this.#ringer.start(this.#settings);
    else if (!this.dialog.open) this.#ringer.stop();
    if (this.#settings.badge) navigator.setAppBadge?.(ringing.size).catch(() => {});
  }

  #end() {
    this.#ringer.stop();
    for (const notification of this.#notifications.values()) notification.close();
    this.#notifications.clear();
  }

  get #isInSight() {
    return document.visibilityState === "visible" && document.hasFocus();
  }

  #notify(entry) {
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    const notification = new Notification(say("alerts.rings", { service: entry.service.displayName }),
      { icon: "/assets/callcard-ringing.svg", requireInteraction: true, silent: this.#settings.sound });
    notification.onclick = () => {
      window.focus();
      this.store.select(entry.id);
      notification.close();
    };
    this.#notifications.set(entry.id, notification);
  }

  async #choose(name, isOn) {
    this.#keep({ [name]: isOn });
    write(this.result, "");
    if (name === "notification" && isOn) await this.#askForLeave();
    if (name === "badge" && !isOn) navigator.clearAppBadge?.().catch(() => {});
    this.#follow();
    this.#show();
  }

  async #askForLeave() {
    const answer = "Notification" in window ? await Notification.requestPermission() : "denied";
    if (answer === "granted") return;
    this.#keep({ notification: false });
    write(this.result, say("alerts.denied"));
  }

  async #test() {
    write(this.result, "");
    if (this.#settings.sound) await this.#ringer.once(this.#settings);
    if (this.#settings.notification && "Notification" in window && Notification.permission === "granted") {
      const shown = new Notification(say("alerts.test.text"), { icon: "/assets/callcard.svg", silent: true });
      setTimeout(() => shown.close(), 5_000);
    }
    write(this.result, say(this.#settings.sound || this.#settings.notification ? "alerts.tested" : "alerts.nothing"));
  }

  async #open() {
    write(this.result, "");
    this.#show();
    this.dialog.showModal();
    await this.#listDevices();
  }

  #show() {
    for (const name of ["notification", "sound", "badge"]) byID(`alerts-${name}`).checked = this.#settings[name];
    byID("alerts-volume").value = String(Math.round(this.#settings.volume * 100));
    byID("alerts-sound-settings").hidden = !this.#settings.sound;
    set(this.button, "data-on", String(this.#settings.notification || this.#settings.sound));
  }

  /** Outputs have names only where the browser tells them; without names there is nothing to choose from. */
  async #listDevices() {
    const found = "setSinkId" in AudioContext.prototype ? await navigator.mediaDevices?.enumerateDevices().catch(() => []) : [];
    const outputs = (found ?? []).filter((device) => device.kind === "audiooutput" && device.label && device.deviceId !== "default");
    const options = outputs.map(({ deviceId, label }) =>
      make("option", { value: deviceId, selected: deviceId === this.#settings.device }, label));
    byID("alerts-device").replaceChildren(make("option", { value: "" }, say("alerts.device.system")), ...options);
    byID("alerts-device-row").hidden = options.length === 0;
  }

  #keep(change) {
    Object.assign(this.#settings, change);
    localStorage.setItem(KEPT, JSON.stringify(this.#settings));
  }
}

/** The choices of before; none where there are none that can be read. */
function read() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "{}");
  } catch {
    return {};
  }
}
