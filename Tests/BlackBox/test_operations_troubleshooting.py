"""C11 What the manual says for each symptom is what one sees: the trouble is made, and its commands are run."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from fakes import faults
from fakes.receiver import Receiver
from fakes.upstream import Upstream
from kit import flows, manual, team
from kit.calls import Call
from kit.contract import REPOSITORY
from kit.host import Host
from kit.numbers import ANNA
from kit.unit import Unit
from kit.waiting import until

PLAINREST = REPOSITORY / "Tests/BlackBox/fakes/manifests/plainrest/connector.yaml"


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    """A machine of the manual, its service running."""
    with Host(tmp_path) as host:
        assert host.unit.start() == 0, host.unit.said()
        yield host


def add_crm(host: Host, upstream: Upstream, **more: Any) -> None:
    """A CRM beside the book."""
    (host.etc / "connectors" / "crm").mkdir(parents=True)
    host.write(host.etc / "connectors" / "crm" / "connector.yaml", PLAINREST.read_text().replace("id: plainrest", "id: crm", 1))
    host.write(host.etc / "crm.txt", upstream.token)
    crm = {"id": "crm", "settings": {"baseURL": upstream.url, "token": {"file": "crm.txt"}}, "allow": ["127.0.0.0/8"], "http": True}
    host.configure(manifests=["connectors/"], connectors=[crm | more])
    host.run("reload")


def test_what_to_look_at_first(host: Host) -> None:
    """The three commands."""
    host.show("first")


def test_it_does_not_start(host: Host) -> None:
    """A mistake in the configuration: status, log and check all lead to its line."""
    assert host.unit.stop() == 0
    host.configure(colour="red")
    host.show("does-not-start")


def test_it_is_degraded(host: Host) -> None:
    """A book whose file is gone bad."""
    spoil_book(host)
    host.show("degraded")
    assert host.client().lookup(ANNA)["status"] == "resolved", "the old book does not stand"
    until(lambda: "a source is in trouble" in host.unit.said(), "the log tells")
    host.write(host.etc / "books" / "contacts.csv", f"First name;Last name;Telephone\nAnna;Meier;{ANNA}\n")
    until(lambda: "a source is well again" in host.unit.said(), "the log tells that it is over", seconds=10)
    assert host.unit.said().count("book contacts") == 2, "it is told more than once"


def spoil_book(host: Host) -> None:
    """Leaves nothing in the book's file."""
    host.write(host.etc / "books" / "contacts.csv", "")
    until(lambda: host.anonymous().get("/readyz").json["status"] == "degraded", "the book is stale", seconds=10)


def test_everybody_is_anonymous(host: Host, upstream: Upstream) -> None:
    """A CRM that refuses our token."""
    add_crm(host, upstream)
    upstream.token = "another"
    host.client().lookup("+493023125170")
    host.show("anonymous")


def test_one_caller_is_not_found(host: Host) -> None:
    """The number is looked up with reasons, and in the file by itself."""
    host.show("explain")
    host.show("book")


def test_cards_come_late(host: Host, upstream: Upstream) -> None:
    """A CRM that is slow: the lookup is in the log."""
    add_crm(host, upstream, total="4s")
    upstream.fault = faults.slow(1.7)
    host.client().lookup("+493023125171", deadlineMs=3_000)
    host.show("late")
    until(lambda: "a lookup was slow" in host.unit.said(), "the log tells")


def test_agents_see_no_calls(host: Host) -> None:
    """What grows with each event."""
    Call(host.client()).queued()
    host.show("no-calls")


def test_a_page_stands_still(host: Host) -> None:
    """The stream itself, without a proxy."""
    host.show("stream", AGENT_KEY=host.keys.agent.token)


def test_events_are_answered_503(host: Host) -> None:
    """Another process holds the journal; it goes on once that has let go, and the figures say both."""
    call = Call(host.client()).queued()
    with closing(sqlite3.connect(host.journal, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        refused = call.send(call.event("ended"))
        assert (refused.status, refused.code) == (503, "journalUnavailable")
        host.show("journal")
        holder.execute("ROLLBACK")
    call.ended()
    assert host.operator().get("/readyz").json["status"] == "ready"


def test_calls_are_missing(host: Host) -> None:
    """D23: an event of a call that no version knows: probe, check and metric tell, and everything else goes on."""
    Call(host.client(), session="c-4711").queued().accepted(team.PIA).ended()
    assert host.unit.stop() == 0
    with closing(sqlite3.connect(host.journal)) as journal, journal:
        assert journal.execute("UPDATE event SET type = 'levitated' WHERE type = 'accepted'").rowcount == 1
    assert host.unit.start() == 0
    until(lambda: host.anonymous().get("/readyz").json["status"] == "degraded", "the row is found", seconds=10)
    host.show("missing-calls")
    Call(host.client()).queued().ended()


def test_another_server_has_the_journal(host: Host) -> None:
    """D19: status 75, as the table of the manual has it, and a lock that `kill -9` left is none."""
    second = Unit(host.home, host.place, host.environment)
    assert second.start() == 1 and "status=75" in second.status() and "callcard.sqlite" in second.said()
    host.unit.kill()
    assert (host.state / "callcard.sqlite.lock").exists() and host.unit.start() == 0


def test_requests_are_refused(host: Host) -> None:
    """By status, in the metrics."""
    assert host.anonymous().post("/v1/lookups", {"number": ANNA}).status == 401
    host.show("refused-requests")


def test_a_change_has_no_effect(host: Host) -> None:
    """A mistake: the reload says where, the metric that the old configuration is in force."""
    host.configure(colour="red")
    host.show("refused-reload")


def test_a_book_is_not_taken(host: Host) -> None:
    """An empty file: metric, probe and statistics."""
    spoil_book(host)
    host.show("stale-book")


def test_a_flow_is_not_told(host: Host) -> None:
    """A receiver that is in trouble."""
    with Receiver() as receiver:
        host.configure(triggers={"allow": ["127.0.0.0/8"], "http": True})
        host.run("reload")
        flows.subscribe(host.client(host.keys.flow), receiver.flow("down", *[faults.status(500)] * 50), taskEvents=["created"])
        Call(host.client()).queued()
        receiver.wait("down", 1)
        host.show("flows")


def test_descriptors(host: Host) -> None:
    """How many are allowed, and open."""
    host.show("descriptors")


def test_each_symptom_has_a_way() -> None:
    """Each section has something to run or a table, and the first words of the manual lead here."""
    text = (manual.DOCS / "operations" / "troubleshooting.md").read_text()
    for section in text.split("\n## ")[1:]:
        assert "```console" in section or "| " in section or "`callcard_" in section or "capacity.md" in section, section[:40]
