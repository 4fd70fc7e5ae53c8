/** The search box and the switch for all, accepted and missed entries (S6, S48). */
export class Filters {
  #timer;

  /**
   * @param {HTMLFormElement} form Holds the search field and the radio buttons `outcome`.
   * @param {import("./store.js").Store} store
   */
  constructor(form, store) {
    this.field = form.elements.namedItem("text");
    this.store = store;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#search();
    });
    form.addEventListener("change", (event) => {
      if (event.target.name === "outcome") store.show({ outcome: event.target.value });
    });
    this.field.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#search(), 180);
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (this.field.value) event.stopPropagation();
      this.field.value = "";
      this.#search();
    });
    // Browsers fill fields in again after a reload; the search text must not come back.
    form.reset();
  }

  #search() {
    clearTimeout(this.#timer);
    const text = this.field.value.trim();
    if (text !== this.store.text) this.store.show({ text });
  }
}
