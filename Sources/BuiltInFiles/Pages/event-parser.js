/**
 * Reads server-sent events (WHATWG HTML, 9.2.6) out of pieces of text, wherever they were cut.
 */
export class EventParser {
  #rest = "";
  #type = "";
  #data = [];
  #id = "";

  /**
   * @param {(event: {type: string, data: string, id: string}) => void} told
   * @param {(milliseconds: number) => void} retry Receives the pause that the server wants before clients come back.
   */
  constructor(told, retry) {
    this.told = told;
    this.retry = retry;
  }

  /** @param {string} piece */
  read(piece) {
    const lines = (this.#rest + piece).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#line(line.endsWith("\r") ? line.slice(0, -1) : line);
  }

  #line(line) {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "event") this.#type = value;
    else if (field === "data") this.#data.push(value);
    else if (field === "id") this.#id = value;
    else if (field === "retry" && /^\d+$/.test(value)) this.retry(Number(value));
  }

  #dispatch() {
    const event = { type: this.#type, data: this.#data.join("\n"), id: this.#id };
    const isEmpty = this.#data.length === 0;
    this.#type = "";
    this.#data = [];
    if (!isEmpty) this.told(event);
  }
}
