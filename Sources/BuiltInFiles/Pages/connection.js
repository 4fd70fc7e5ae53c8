import { announce } from "./announcer.js";
import { byID, write } from "./dom.js";
import { say } from "./words.js";

/** The time in milliseconds for which a lost connection is not shown. */
const PATIENCE = 1_500;

/** The bar that tells that the connection to the server is lost, and that it is back. */
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

  /** Shows an end of the stream from which there is a way on, by a link. */
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
