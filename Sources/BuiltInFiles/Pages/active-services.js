import { listServices, setActiveServices } from "./api.js";
import { announce } from "./announcer.js";
import { fill, foreign, make, write } from "./dom.js";
import { icon } from "./icons.js";
import { say } from "./words.js";

/** The menu in which an agent is active or not in each of their services (S68), and owners find their settings. */
export class ActiveServices {
  #services = [];

  /**
   * @param {HTMLElement} button Opens the menu.
   * @param {HTMLElement} menu A popover.
   */
  constructor(button, menu) {
    this.button = button;
    this.menu = menu;
    menu.addEventListener("toggle", (event) => event.newState === "open" && this.load());
  }

  async load() {
    try {
      const services = await listServices();
      // Unchanged services are not drawn anew, so that no switch is replaced under the pointer.
      if (JSON.stringify(services) === JSON.stringify(this.#services)) return;
      this.#services = services;
      this.#draw();
    } catch {
      write(this.button, say("services.unknown"));
    }
  }

  #draw() {
    const member = this.#services.filter((service) => service.member);
    const active = member.filter((service) => service.active);
    write(this.button, say("services.count", { active: active.length, all: member.length }));
    this.button.dataset.active = String(active.length > 0);
    fill(this.menu,
      make("h2", {}, say("services.title")),
      make("p", { class: "quiet" }, say(member.length > 0 ? "services.hint" : "services.none")),
      this.#services.map((service) => this.#row(service)),
      this.#services.some((service) => service.owner)
        && make("a", { class: "button menu-link", href: "/try" }, say("try.title")));
  }

  #row(service) {
    const settings = service.owner && make("a", {
      class: "icon-button", href: `/services/${encodeURIComponent(service.id)}/settings`,
      title: say("services.settings"), "aria-label": say("services.settings.of", { service: service.displayName }),
    }, icon("gear"));
    const box = service.member && make("input", {
      type: "checkbox", role: "switch", class: "switch", checked: service.active, dataset: { service: service.id },
      onchange: (event) => this.#change(service, event.target),
    });
    return make("div", { class: "service-row" },
      make(box ? "label" : "span", { class: "service-name" }, box, foreign(service.displayName)), settings);
  }

  async #change(service, box) {
    const wanted = this.#services.filter((other) => other.member && (other.id === service.id ? box.checked : other.active));
    try {
      await setActiveServices(wanted.map((other) => other.id));
      announce(say(box.checked ? "services.on" : "services.off", { service: service.displayName }));
    } catch {
      box.checked = service.active;
      announce(say("error.notSaved"));
    }
    await this.load();
    this.menu.querySelector(`[data-service="${CSS.escape(service.id)}"]`)?.focus();
  }
}
