const copy = (value) => JSON.parse(JSON.stringify(value));
const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);
const at = (value, path) => path.reduce((inner, step) => inner?.[step], value);
const isEmpty = (value) => Object.keys(value).length === 0;

/**
 * A service's settings while they are being changed: as the server has them, as the owner wants them, and the defaults of members
 * that were left out. Members that were not changed stay left out.
 */
export class SettingsDraft {
  /** The contexts of the draft with defaults filled in, by the context itself. */
  #filled = new WeakMap();

  /**
   * @param {{settings: Object<string, any>, effective: Object<string, any>, etag: string}} read As they were written, the same with
   *   defaults filled in, and the tag of both.
   */
  constructor(read) {
    this.#adopt(read);
  }

  /** Begins anew from what the server has. */
  #adopt({ settings, effective, etag }) {
    this.base = copy(settings);
    this.settings = copy(settings);
    this.effective = effective;
    this.etag = etag;
    this.settings.contexts?.forEach((context, place) => this.#filled.set(context, effective.contexts?.[place]));
  }

  /** Names of the members that the owner has changed. @returns {string[]} */
  get changed() {
    const names = new Set([...Object.keys(this.base), ...Object.keys(this.settings)]);
    return [...names].filter((name) => !same(this.base[name], this.settings[name]));
  }

  /** Names of the members that another person has changed meanwhile. @returns {string[]} */
  changedIn(theirs) {
    const names = new Set([...Object.keys(this.base), ...Object.keys(theirs)]);
    return [...names].filter((name) => !same(this.base[name], theirs[name]));
  }

  /** Puts the owner's changes on top of another person's: whole members, never half of one. */
  moveOnto(theirs) {
    const changed = this.changed;
    const mine = this.settings;
    this.#adopt(theirs);
    for (const name of changed) this.put([name], mine[name]);
  }

  /** The written value of a member; `undefined` where it was left out. */
  written(...path) {
    return at(this.settings, path);
  }

  /** The value in force of a member: the written one, else its default. */
  value(...path) {
    return this.written(...path) ?? at(this.effective, path);
  }

  /** The value in force of a member of a context. */
  valueIn(context, name) {
    return context[name] ?? this.#filled.get(context)?.[name];
  }

  /** A list to be changed in place and put back; one that was left out begins with the value in force. */
  list(...path) {
    return this.written(...path) ?? copy(at(this.effective, path) ?? []);
  }

  /** Writes a member; an empty text takes it away, with an object that there was only for it. */
  put(path, value) {
    const [name, ...rest] = path;
    const [outer, last] = rest.length > 0 ? [this.settings[name] ?? {}, rest[0]] : [this.settings, name];
    if (value === "" || value === undefined) delete outer[last];
    else outer[last] = value;
    if (rest.length === 0) return;
    if (isEmpty(outer) && this.base[name] === undefined) delete this.settings[name];
    else this.settings[name] = outer;
  }
}
