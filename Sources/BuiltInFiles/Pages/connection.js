import { announce } from "./announcer.js";
import { byID, write } from "./dom.js";
import { say } from "./words.js";

/** A line lost for less than this is not worth a word. */
const PATIENCE = 1_500;

/** The bar that says when the page does not hear from the server, and when it does again. */
export class Connection {
  #timer;
  #wasTold = false;

  constructor() {
    this.bar = byID("connection");
    this.text = byID("connection-text");
    this.link = byID("connection-sign-in");
  }

  /** @param {"open" | "lost" | "stale" | "signedOut" | "noCalls"} status */
  show(status) {
    if (status === "stale") return;
    document.body.dataset.connection = status;
    clearTimeout(this.#timer);
    if (status === "open") this.#back();
    else if (status === "lost") this.#timer = setTimeout(() => this.#display(say("connection.lost")), PATIENCE);
    else this.#end(status);
  }

  /** There is nothing more to come, but there is a way on. */
  #end(status) {
    this.link.hidden = false;
    if (status === "noCalls") {
      this.link.href = "/try";
      write(this.link, say("try.title"));
    }
    this.#display(say(`connection.${status}`));
  }

  #back() {
    this.bar.hidden = true;
    if (this.#wasTold) announce(say("connection.back"));
    this.#wasTold = false;
  }

  #display(text) {
    this.#wasTold = true;
    this.bar.hidden = false;
    write(this.text, text);
  }
}
