const copy = (value) => JSON.parse(JSON.stringify(value));
const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);

/** A service's settings while they are being changed: as the server has them, and as the owner wants them. */
export class SettingsDraft {
  /**
   * @param {Object<string, any>} settings
   * @param {string} etag
   */
  constructor(settings, etag) {
    this.base = copy(settings);
    this.settings = copy(settings);
    this.etag = etag;
  }

  /** Names of the members that the owner has changed. @returns {string[]} */
  get changed() {
    const names = new Set([...Object.keys(this.base), ...Object.keys(this.settings)]);
    return [...names].filter((name) => !same(this.base[name], this.settings[name]));
  }

  /** Names of the members that somebody else has changed meanwhile. @returns {string[]} */
  changedIn(theirs) {
    const names = new Set([...Object.keys(this.base), ...Object.keys(theirs)]);
    return [...names].filter((name) => !same(this.base[name], theirs[name]));
  }

  /** Puts the owner's changes on top of what somebody else has saved: whole members, never half of one. */
  moveOnto(theirs, etag) {
    const changed = this.changed;
    const mine = this.settings;
    this.base = copy(theirs);
    this.settings = copy(theirs);
    this.etag = etag;
    for (const name of changed) this.set(name, mine[name]);
  }

  /** Sets a member; an empty text takes it away. */
  set(name, value) {
    if (value === "" || value === undefined) delete this.settings[name];
    else this.settings[name] = value;
  }
}
