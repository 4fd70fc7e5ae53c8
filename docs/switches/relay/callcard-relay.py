#!/usr/bin/env python3
"""Takes events from a telephone switch on the same machine, answers at once, and brings them to Callcard, however long that takes.

For switches whose dialplan can make one HTTP request and nothing more: no JSON, no `at`, no repetitions there. Needs Python 3.9 and
nothing else. POST /events as a form or in the query: session, type, and any of user, number, reason, direction, service, at, id.
GET /counters tells what became of them. Everything waits in memory, in order, and is gone when this process is killed.

Environment: CALLCARD_URL, CALLCARD_KEY_FILE, CALLCARD_SERVICE (unless each event names one), CALLCARD_RELAY_PORT (8090).
"""

from __future__ import annotations

import collections
import http.client
import http.server
import json
import os
import secrets
import signal
import sys
import threading
import time
import urllib.parse

WAITING = 20_000
"""Events; beyond that the newest are lost, and counted."""
REPEATED = {401, 403, 408, 429}
"""Statuses that get better by themselves or by an operator; 5xx and no answer too. All others never would."""
LONGEST_PAUSE = 16.0

counters: collections.Counter[str] = collections.Counter(dict.fromkeys(("queued", "sent", "repeated", "dropped", "lost"), 0))
queue: collections.deque[tuple[str, bytes]] = collections.deque()
changed = threading.Condition()
latest = [0.0]
"""The time of the latest event that named none: each is a millisecond later than the one before, as the switch told them."""
stopping = threading.Event()


def log(text: str) -> None:
    """One line; never a number."""
    print(f"callcard-relay: {text}", file=sys.stderr, flush=True)


def event(form: dict[str, str]) -> tuple[str, bytes] | None:
    """The session and the body for Callcard; nothing where the form has no session or no type."""
    if not form.get("session") or not form.get("type"):
        return None
    body: dict[str, object] = {name: form[name] for name in ("type", "user", "reason", "direction") if form.get(name)}
    body["id"] = form.get("id") or f"r-{secrets.token_hex(8)}"
    try:
        body["at"] = float(form["at"])
    except (KeyError, ValueError):
        latest[0] = max(round(time.time(), 3), round(latest[0] + 0.001, 3))
        body["at"] = form.get("at") or latest[0]
    if service := form.get("service") or os.environ.get("CALLCARD_SERVICE"):
        body["service"] = service
    if "number" in form:
        body["caller"] = {"number": form["number"]}
    return form["session"], json.dumps(body).encode()


class Intake(http.server.BaseHTTPRequestHandler):
    """What the switch talks to."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Takes an event."""
        path, _, query = self.path.partition("?")
        length = int(self.headers.get("Content-Length") or 0)
        text = f"{query}&{self.rfile.read(min(length, 8192)).decode(errors='replace')}"
        with changed:
            made = event(dict(urllib.parse.parse_qsl(text, keep_blank_values=True)))
            if path != "/events" or made is None:
                self.answer(404 if path != "/events" else 400)
                return
            if len(queue) >= WAITING:
                counters["lost"] += 1
                log(f"the queue is full, an event of {made[0]} is lost")
            else:
                counters["queued"] += 1
                queue.append(made)
                changed.notify()
        self.answer(202)

    def do_GET(self) -> None:
        """Tells the counters."""
        lines = [f"{name} {count}\n" for name, count in counters.items()] + [f"waiting {len(queue)}\n"]
        self.answer(200 if self.path == "/counters" else 404, "".join(lines) if self.path == "/counters" else "")

    def answer(self, status: int, text: str = "") -> None:
        """An empty body for the switch: some show what comes."""
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Nothing: the requests hold numbers."""


class Sender:
    """Brings events to Callcard, one after the other."""

    def __init__(self, url: str, key: str) -> None:
        place = urllib.parse.urlsplit(url)
        make = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
        self._connection = make(place.hostname or "", place.port, timeout=5)
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def run(self) -> None:
        """Goes on until the process stops, and then for as long as Callcard takes what waits."""
        while True:
            with changed:
                while not queue and not stopping.is_set():
                    changed.wait()
                if not queue:
                    return
            if not self._bring(*queue[0]):
                return
            queue.popleft()

    def _bring(self, session: str, body: bytes) -> bool:
        """Whether that event is done with; it is not where the process stops in between."""
        pause = 1.0
        while True:
            status, said, wait = self._post(session, body)
            if 200 <= status < 300:
                counters["sent"] += 1
                return True
            if 400 <= status < 500 and status not in REPEATED:
                counters["dropped"] += 1
                log(f"status {status}, dropped, {session}: {said}")
                return True
            counters["repeated"] += 1
            log(f"{'status ' + str(status) if status else 'no answer'}, again in {max(pause, wait):.0f} s, {len(queue)} wait")
            if stopping.wait(max(pause, wait)):
                return False
            pause = min(pause * 2, LONGEST_PAUSE)

    def _post(self, session: str, body: bytes) -> tuple[int, str, float]:
        """Status (0 without an answer), what a refusal says, and for how long Callcard wants to be left alone, in seconds."""
        try:
            self._connection.request("POST", f"/v1/sessions/{urllib.parse.quote(session, safe='')}/events", body, self._headers)
            answer = self._connection.getresponse()
            said = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return 0, "", 0
        after = answer.headers.get("Retry-After", "")
        return answer.status, said, min(float(after), LONGEST_PAUSE) if after.isdigit() else 0


def main() -> None:
    """Serves until SIGTERM; then no new events are taken, and what waits is told, as long as it is taken at once."""
    with open(os.environ["CALLCARD_KEY_FILE"], encoding="ascii") as file:
        sender = Sender(os.environ["CALLCARD_URL"], file.read().strip())
    worker = threading.Thread(target=sender.run, daemon=True)
    worker.start()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("CALLCARD_RELAY_PORT", "8090"))), Intake)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    log(f"listening on http://127.0.0.1:{server.server_port}")
    server.serve_forever()
    with changed:
        stopping.set()
        changed.notify()
    worker.join()
    if queue:
        log(f"stopped while {len(queue)} events waited: they are lost")


if __name__ == "__main__":
    main()
