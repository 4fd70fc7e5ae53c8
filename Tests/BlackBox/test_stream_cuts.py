"""R8, B17 Connections that are cut anywhere: no stream is left behind, and no page misses anything or hears it out of order."""

from __future__ import annotations

import http.client
import random
import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest

from fakes import faults
from fakes.flow import Maker
from fakes.upstream import Upstream, record
from kit import flows, team
from kit.contract import strict_json
from kit.numbers import Numbers
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.team import BEN, CLEO, CODED, PIA
from kit.waiting import until

CUTS = 300
WRITERS = 8
CALLS_EACH = 5
"""All calls of a run are on the first page of the list."""
USERS = (PIA, BEN, CLEO)


def open_streams(server: Callcard) -> float:
    """What the server counts."""
    return scrape(server.anonymous()).value("callcard_event_streams") or 0


def reset(line: socket.socket) -> None:
    """Cuts a connection by RST."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


def request(server: Callcard, path: str, token: str, *more: str) -> socket.socket:
    """Sends the head of a GET and reads nothing."""
    line = socket.create_connection((server.host, server.port))
    head = [f"GET {path} HTTP/1.1", f"Host: {server.host}", f"Authorization: Bearer {token}", *more]
    line.sendall("\r\n".join([*head, "", ""]).encode())
    return line


@pytest.mark.parametrize("read", [0, 1, 400], ids=["before the head", "in the head", "in the snapshot"])
def test_b17_streams_cut_by_rst_are_let_go(launcher: Launcher, read: int) -> None:
    """B17: 300 clients that ask for their stream and reset the connection leave none behind, though nothing happens meanwhile."""
    server = launcher.start(team.installation(launcher))
    token = server.installation.people[PIA].token
    for _ in range(CUTS):
        line = request(server, "/v1/users/me/events", token)
        if read:
            line.recv(read)
        reset(line)
    begun = time.monotonic()
    until(lambda: open_streams(server) == 0, "no stream is left", seconds=30)
    print(f"\nnone left {time.monotonic() - begun:.1f} s after the last cut")


@pytest.mark.parametrize("how", ["fin", "rst"])
def test_b17_a_quiet_stream_ends_with_its_client(launcher: Launcher, how: str) -> None:
    """B17: a client that leaves a stream on which nothing happens is noticed at once, not by the next comment."""
    server = launcher.start(team.installation(launcher))
    lines = [request(server, "/v1/users/me/events", server.installation.people[PIA].token) for _ in range(20)]
    for line in lines:
        while b"event: snapshot" not in line.recv(65_536):
            pass
    assert open_streams(server) == 20
    for line in lines:
        line.close() if how == "fin" else reset(line)
    until(lambda: open_streams(server) == 0, "all are noticed", seconds=5)


class Page:
    """A page whose connection is cut at random bytes. It applies what it hears, and comes back with the id of the last whole event."""

    def __init__(self, server: Callcard, user: str, seed: int) -> None:
        self.user = user
        self.entries: dict[str, Any] = {}
        self.cuts = 0
        self.disorder: list[tuple[str, str]] = []
        self._server, self._random = server, random.Random(seed)
        self._last: str | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._over.is_set():
            self._follow(self._random.choice([1, 3, 20, 200, 2_000, 20_000]) + self._random.randrange(400))
            self.cuts += 1

    def _follow(self, budget: int, seconds: float = 0.3) -> None:
        """One connection, cut after so many bytes of events, or when none came for a while."""
        connection = http.client.HTTPConnection(self._server.host, self._server.port, timeout=10)
        headers = {"Authorization": f"Bearer {self._server.installation.people[self.user].token}"}
        if self._last is not None:
            headers["Last-Event-ID"] = self._last
        connection.request("GET", f"/v1/users/{quote(self.user)}/events", headers=headers)
        line = connection.sock
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        line.settimeout(seconds)
        heard = b""
        try:
            while budget > 0:
                part = answer.read1(min(budget, 4_096))
                if not part:
                    break
                budget -= len(part)
                heard += part
                *whole, heard = heard.split(b"\n\n")
                for block in whole:
                    self._hear(block.decode())
        except TimeoutError:
            pass
        finally:
            reset(line)
            connection.close()

    def _hear(self, block: str) -> None:
        fields = dict(field.split(": ", 1) for field in block.split("\n") if not field.startswith(":") and ": " in field)
        if "data" not in fields:
            return
        kind, data = fields["event"], strict_json(fields["data"].encode())
        before = self._last
        if kind == "snapshot":
            self.entries = {entry["id"]: entry for entry in data["items"]}
        elif kind == "entry":
            self.entries[data["id"]] = data
        elif kind == "removed":
            self.entries.pop(data["id"], None)
        if kind != "snapshot" and before is not None and number(fields["id"]) <= number(before):
            self.disorder.append((before, fields["id"]))
        self._last = fields["id"]

    def settle(self, expected: dict[str, Any]) -> None:
        """Stops cutting, and reads on until it shows what is expected."""
        self._over.set()
        self._thread.join(20)
        end = time.monotonic() + 10
        while self.entries != expected and time.monotonic() < end:
            self._follow(1_000_000)


def number(id: str) -> int:
    """The number in the id of an event."""
    return int(id.rsplit("-", 1)[1])


def test_r8_cut_anywhere_nothing_is_lost(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """R8, S62, S19: eight writers, and pages that are cut at random bytes all the time: ids rise strictly on each page, and in the
    end each shows what a fresh list says."""
    installation = flows.installation(launcher)
    installation.add_connector("crm", upstream.url, upstream.token)
    installation.services["support"]["connectors"] = ["contacts", "crm", "flow"]
    server = launcher.start(installation)
    pages = [Page(server, user, seed) for seed, user in enumerate([*USERS, *USERS])]
    callers = [[numbers() for _ in range(CALLS_EACH)] for _ in range(WRITERS)]

    def write(writer: int) -> None:
        chance = random.Random(1_000 + writer)
        maker, mine = Maker(flows.flow(server)), {user: team.desk(server, user) for user in USERS}
        for caller in callers[writer]:
            upstream.know(record(caller, "Carla", f"Wolf {caller[-3:]}"))
            upstream.faults[caller] = faults.slow(chance.uniform(0.02, 0.3))
            call = team.call(server, number=caller).queued()
            user = chance.choice(USERS)
            call.offered(user)
            maker.update(call.session, {"company": f"Umbrella {caller[-3:]}"})
            if chance.random() < 0.3:
                call.declined(user)
                user = chance.choice(USERS)
                call.offered(user)
            call.accepted(user)
            maker.update(call.session, {"jobTitle": "Buyer", "displayName": f"Carla {caller[-3:]}"})
            call.ended()
            mine[user].saved(call, **CODED)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    time.sleep(1)  # What the CRM says late is there.
    for page in pages:
        expected = {entry["id"]: entry for entry in team.desk(server, page.user).items()}
        assert len(expected) >= 1
        page.settle(expected)
        assert page.disorder == [], "an id that is not above the one before"
        differing = [id for id in expected.keys() | page.entries.keys() if expected.get(id) != page.entries.get(id)]
        assert differing == [], f"{page.user}: {len(differing)} of {len(expected)} entries are not what the list says"
    print(f"\n{sum(page.cuts for page in pages)} cuts")
    assert sum(page.cuts for page in pages) > 50
