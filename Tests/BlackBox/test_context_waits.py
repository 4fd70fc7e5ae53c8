"""X3 Waiting for a session's news has a budget of its own: limited in all and for each key, ended with the client, no lookup's loss."""

from __future__ import annotations

import ctypes
import os
import re
import select
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import trustme

from fakes import faults
from fakes.upstream import Upstream, record
from kit import polling, team
from kit.client import outcome
from kit.keys import Key
from kit.lines import Line, Reply
from kit.numbers import ANNA, Numbers
from kit.polling import FLOWS, waits
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.waiting import at_once, until

ALL, SHARE, LOOKUPS = 8, 4, 4
CLONE_NEWNET = 0x4000_0000
FAR = "198.51.100.7/32"
"""Where the client that vanishes is (RFC 5737)."""


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, module_upstream: Upstream) -> Callcard:
    """Few places, so that a test can take them all."""
    made = polling.installation(module_launcher, module_upstream)
    made.config["lookups"] = {"waiting": LOOKUPS}
    made.config["contextWaits"] = {"all": ALL, "perKey": SHARE}
    return module_launcher.start(made)


@pytest.fixture
def session(server: Callcard) -> Iterator[str]:
    """A call with revision 1, of which there will be no news. Afterwards nobody waits for it any more."""
    call = team.call(server, number=ANNA)
    server.client().lookup(ANNA, service="support", session=call.session)
    yield call.session
    until(lambda: waits(server) == 0, "all places are given back")


def waiting(server: Callcard, session: str, count: int, key: Key = FLOWS[0]) -> list[Line]:
    """So many more calls that wait."""
    before = waits(server)
    lines = [Line(server, key).wait_for(session) for _ in range(count)]
    until(lambda: waits(server) == before + count, f"{count} more wait")
    return lines


def refused(reply: Reply) -> bool:
    """Whether an answer says that there is no place."""
    return (reply.status, reply.json.get("code")) == (503, "overloaded") and int(reply.headers["retry-after"]) >= 1


def test_x3_lookups_lose_no_place(server: Callcard, session: str, module_upstream: Upstream, numbers: Numbers) -> None:
    """X3: twice as many calls wait as lookups have places; lookups with a session that wait for a CRM are answered all the same."""
    lines = [line for key in FLOWS[:2] for line in waiting(server, session, SHARE, key)]
    chosen = [numbers() for _ in range(LOOKUPS)]
    for number in chosen:
        module_upstream.know(record(number, "Carla", "Wolf"))
        module_upstream.faults[number] = faults.slow(0.3)
    clients = [server.client() for _ in chosen]
    found = at_once(
        [
            lambda number=number, client=client: client.lookup(number, service="support", session=f"{session}-{number[1:]}")
            for number, client in zip(chosen, clients)
        ]
    )
    assert {outcome(answer, "crm") for answer in found} == {"hit"}
    assert waits(server) == ALL
    for line in lines:
        line.close()


def test_x3_lookups_have_their_own_limit(server: Callcard, module_upstream: Upstream, numbers: Numbers) -> None:
    """R7: beyond their places lookups are 503 with `Retry-After`, at once; what nobody has to be waited for is answered."""
    module_upstream.fault = faults.slow(1)
    client = server.client()
    with ThreadPoolExecutor(LOOKUPS) as pool:
        slow = [pool.submit(server.client().lookup, numbers(), service="support", deadlineMs=4_000) for _ in range(LOOKUPS)]
        until(lambda: scrape(server.anonymous()).value("callcard_lookups_waiting") == LOOKUPS, "all places are taken")
        answer = client.post("/v1/lookups", {"number": numbers(), "service": "support", "session": "c-full"})
        assert (answer.status, answer.code) == (503, "overloaded") and int(answer.headers["retry-after"]) >= 1
        assert answer.elapsed < 0.6
        assert client.get("/v1/sessions/c-full/context").status == 404, "a refused lookup makes no session known"
        assert client.lookup("anonymous", service="support", session="c-full")["status"] == "anonymous"
        assert {outcome(lookup.result(), "crm") for lookup in slow} == {"miss"}
    module_upstream.fault = None


def test_x3_a_share_a_key(server: Callcard, session: str) -> None:
    """X3: a key over its share gets 503 and `Retry-After`, at once; another key still waits, as long as there are places."""

    def counted() -> list[float]:
        exposition = scrape(server.anonymous())
        return [exposition.value("callcard_context_waits_refused_total", reason=word) or 0 for word in ("share", "full")]

    before = counted()
    lines = waiting(server, session, SHARE)
    begun = time.monotonic()
    assert refused(Line(server, FLOWS[0]).wait_for(session).read())
    assert time.monotonic() - begun < 1
    lines += waiting(server, session, SHARE, FLOWS[1])
    assert [after - earlier for earlier, after in zip(before, counted())] == [1, 0]
    # Who need not wait needs no place.
    for query, revision in (("waitMs=0", 1), ("afterRevision=0&waitMs=30000", 1)):
        reply = Line(server, FLOWS[0]).ask(f"/v1/sessions/{session}/context?{query}").read()
        assert (reply.status, reply.json["revision"]) == (200, revision)
    assert Line(server, FLOWS[0]).wait_for("nobody-knows").read().status == 404
    lines.pop(0).close()
    until(lambda: waits(server) == ALL - 1, "a place is given back")
    lines += waiting(server, session, 1)
    for line in lines:
        line.close()


def test_x3_a_fair_share_a_key(server: Callcard, session: str) -> None:
    """X3: where all places are taken, whoever has most gives its oldest back within a second: that call is answered as it is. A key
    that has its share is refused."""
    lines = {index: [waiting(server, session, 1, FLOWS[index])[0] for _ in range(SHARE)] for index in (0, 1)}
    third = []
    for count in (1, 2):
        begun = time.monotonic()
        third.append(Line(server, FLOWS[2]).wait_for(session))
        until(lambda: sum(len(answered(of)) for of in lines.values()) == count, "one is answered", seconds=1)
        assert time.monotonic() - begun < 1
    assert {index: len(answered(of)) for index, of in lines.items()} == {0: 1, 1: 1}
    for of in lines.values():
        assert answered(of) == of[:1], "the oldest"
        reply = of[0].read()
        assert (reply.status, reply.json["revision"]) == (200, 1)
    assert waits(server) == ALL and not answered(third)
    assert refused(Line(server, FLOWS[2]).wait_for(session).read()), "two, three and three"
    for line in [*lines[0], *lines[1], *third]:
        line.close()


def answered(lines: list[Line]) -> list[Line]:
    """Those of them on which something has come."""
    ready = select.select([line.socket for line in lines], [], [], 0)[0]
    return [line for line in lines if line.socket in ready]


@pytest.mark.parametrize("leave", [Line.close, Line.reset], ids=["FIN", "RST"])
def test_x3_ended_with_the_client(server: Callcard, session: str, leave: Callable[[Line], None]) -> None:
    """X3: a client that leaves gives its place back at once, again and again."""
    for _ in range(3):
        lines = waiting(server, session, SHARE)
        for line in lines:
            leave(line)
        until(lambda: waits(server) == 0, "they are gone", seconds=1)


def test_x3_a_client_that_only_reads_on(server: Callcard, session: str) -> None:
    """X3: one that closes its sending side can't be told from one that left: it has its answer at once, as it is now."""
    line = waiting(server, session, 1)[0]
    begun = time.monotonic()
    line.half_close()
    reply = line.read()
    assert (reply.status, reply.json["revision"]) == (200, 1) and time.monotonic() - begun < 1
    assert line.ends_within(2)


def test_x3_requests_sent_ahead(server: Callcard, session: str) -> None:
    """X3: a request behind one that waits is no departure; both are answered, in order, and the line is kept."""
    line = Line(server, FLOWS[0])
    path = f"/v1/sessions/{session}/context"
    line.ask(f"{path}?afterRevision=1&waitMs=1500", path, "/healthz")
    until(lambda: waits(server) == 1, "it waits")
    assert line.is_silent(0.5) and waits(server) == 1
    first, second, third = (line.read() for _ in range(3))
    assert [reply.status for reply in (first, second, third)] == [200, 200, 200]
    assert first.json["revision"] == second.json["revision"] == 1 and "revision" not in third.body.decode()
    # Who has gone is noticed behind requests sent ahead, too.
    line.ask(f"{path}?afterRevision=1&waitMs=30000", path)
    until(lambda: waits(server) == 1, "it waits again")
    line.close()
    until(lambda: waits(server) == 0, "it is gone", seconds=1)


def test_x3_all_sent_ahead_then_closed(server: Callcard, session: str) -> None:
    """X3: two that wait and the end of sending in one go: two answers, at once."""
    line = Line(server, FLOWS[0])
    path = f"/v1/sessions/{session}/context?afterRevision=1&waitMs=20000"
    begun = time.monotonic()
    line.ask(path, path)
    line.half_close()
    assert [line.read().status, line.read().status] == [200, 200] and time.monotonic() - begun < 2
    assert line.ends_within(2)


def test_x3_a_line_is_kept(server: Callcard, session: str) -> None:
    """Waiting costs no connection: the next request comes on the same one."""
    line = Line(server, FLOWS[0])
    for _ in range(3):
        reply = line.wait_for(session, wait=100).read()
        assert reply.status == 200 and reply.headers.get("connection", "").lower() != "close"
    line.close()


@pytest.mark.parametrize("leave", [Line.close, Line.reset], ids=["FIN", "RST"])
def test_x3_behind_tls(launcher: Launcher, module_upstream: Upstream, leave: Callable[[Line], None]) -> None:
    """X3: the same where clients come by TLS of ours."""
    authority = trustme.CA()
    issued = authority.issue_cert("localhost")
    made = polling.installation(launcher, module_upstream)
    made.file("certificate.pem", b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    made.file("key.pem", issued.private_key_pem.bytes(), mode=0o600)
    made.config["tls"] = {"certificate": "certificate.pem", "key": "key.pem"}
    server = launcher.spawn(made)
    listening = re.compile(rb"^listening on https://127\.0\.0\.1:(\d+)$", re.MULTILINE)
    until(lambda: listening.search(server.stdout.bytes), "it listens", seconds=20)
    found = listening.search(server.stdout.bytes)
    assert found is not None
    server.host, server.port = "127.0.0.1", int(found[1])
    tls = ssl.create_default_context()
    authority.configure_trust(tls)

    def count() -> float:
        said = Line(server, made.keys.operator, tls=tls).ask("/metrics").read().body.decode()
        return float(re.findall(r"^callcard_context_waits (\S+)$", said, re.MULTILINE)[0])

    looked_up = Line(server, tls=tls).post("/v1/lookups", {"number": ANNA, "service": "support", "session": "c-tls"}).read()
    line = Line(server, FLOWS[0], tls=tls).wait_for("c-tls", looked_up.json["revision"])
    until(lambda: count() == 1, "it waits")
    leave(line)
    until(lambda: count() == 0, "it is gone", seconds=1)


@pytest.mark.skipif(os.geteuid() != 0, reason="a network of its own takes root")
def test_x3_a_client_that_vanishes(launcher: Launcher, module_upstream: Upstream) -> None:
    """X3: a client whose network is gone sends nothing, not even its end: it is noticed long before the 30 s that it would wait."""
    noticed: list[float] = []

    def away() -> None:
        # A network of this thread alone, and of what it starts.
        ctypes.CDLL(None).unshare(CLONE_NEWNET)
        for words in ("link set lo up", f"addr add {FAR} dev lo"):
            subprocess.run(["ip", *words.split()], check=True)
        server = launcher.start(polling.installation(launcher, module_upstream))
        server.client().lookup(ANNA, service="support", session="c-far")
        line = Line(server, FLOWS[0], source=FAR.split("/")[0]).wait_for("c-far")
        until(lambda: waits(server) == 1, "it waits")
        for words in (f"addr del {FAR} dev lo", f"route add blackhole {FAR}"):
            subprocess.run(["ip", *words.split()], check=True)
        begun = time.monotonic()
        until(lambda: waits(server) == 0, "it is noticed", seconds=22)
        noticed.append(time.monotonic() - begun)
        line.close()

    thread = threading.Thread(target=away)
    thread.start()
    thread.join()
    assert noticed, "see above"
    print(f"\nnoticed after {noticed[0]:.1f} s")
