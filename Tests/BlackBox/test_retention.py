"""S21, S66 Callers are held while their call lives and a while after it, and nowhere else."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kit import canary, team
from kit.books import contact, person
from kit.calls import Call, moment
from kit.canary import Scanner, Sighting
from kit.client import Client
from kit.desk import Desk
from kit.entries import ANONYMOUS
from kit.installation import Installation
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.settings import Settings
from kit.streams import Streams
from kit.team import ALL_WIDGETS, BEN, CODED, PIA
from kit.waiting import until

SHORT, LONG = 500, 60_000
"""Retention, in milliseconds."""
NOBODY = "+493023125141"
LINK = {"name": "CRM", "template": "https://crm.example/{Customer.LastName}?phone={Caller.Number}"}


def installation(launcher: Launcher, **config: Any) -> Installation:
    """Services that hold callers for half a second, for a minute, and not at all."""
    made = team.installation(launcher, retentionMs=SHORT, contexts=[LINK])
    made.config |= config
    for service, retention in {"long": LONG, "none": 0}.items():
        made.add_service(service, ["contacts"], **team.settings(retentionMs=retention, contexts=[LINK]))
    return made


@pytest.fixture
def server(launcher: Launcher) -> Callcard:
    """A server of its own."""
    return launcher.start(installation(launcher))


@pytest.fixture
def pia(server: Callcard) -> Desk:
    """Takes the calls."""
    return team.desk(server)


def taken(server: Callcard, service: str = "support", number: str = ANNA) -> Call:
    """A call of Anna's that Pia is having and knows the caller of."""
    call = team.call(server, service=service, number=number).queued().offered(PIA).accepted(PIA)
    if number == ANNA:
        team.desk(server).knows(call, "Anna Meier")
    return call


def silent_end(call: Call) -> Call:
    """Ends a call with an event that has no caller."""
    return call.ended(caller=None)


def context(server: Callcard, call: Call, revision: int = 0, wait: int = 0) -> Any:
    """The session's context."""
    return server.client().get(f"/v1/sessions/{call.session}/context?afterRevision={revision}&waitMs={wait}")


def is_anonymous(desk: Desk, call: Call) -> bool:
    """Whether neither list nor detail shows anything of the caller."""
    detail = desk.open(call)
    assert detail.status == 200
    entry = desk.entry(call)
    if entry["caller"] != ANONYMOUS or detail.json["caller"] != ANONYMOUS:
        return False
    assert not [word for word in (b"Meier", b"ACME", b"23125", b"crm.example") if word in detail.body]
    return True


def anonymous_soon(desk: Desk, call: Call) -> None:
    """Waits until the caller is gone."""
    until(lambda: is_anonymous(desk, call), f"the caller of {call.session} is gone")


def test_s21_gone_after_the_end(server: Callcard, pia: Desk) -> None:
    """S21, S66: Anonymous in list and detail, found by no search, no context; the entry stays as it was."""
    call = silent_end(taken(server))
    before = pia.entry(call)
    anonymous_soon(pia, call)
    assert context(server, call).code == "sessionNotLive"
    assert pia.search("Meier") == [] and pia.search("ACME") == []
    after = pia.entry(call)
    assert after | {"caller": None} == before | {"caller": None}, "nothing else changes, updatedAt included"


def test_s21_held_while_it_lives(server: Callcard, pia: Desk) -> None:
    """S21: the retention begins with the end: a call that lasts longer keeps its caller."""
    call = taken(server)
    time.sleep(2 * SHORT / 1_000)
    assert pia.detail(call)["caller"]["displayName"] == "Anna Meier"
    assert "expiresAt" not in context(server, call).json


def test_s21_held_for_the_services_time(server: Callcard, pia: Desk) -> None:
    """S21: another service's callers are held longer, and the context says how long."""
    first, second = silent_end(taken(server, "long")), silent_end(taken(server))
    anonymous_soon(pia, second)
    assert pia.detail(first)["caller"]["displayName"] == "Anna Meier" and pia.search("Meier") != []
    told = context(server, first)
    assert told.status == 200 and told.json["caller"]["lastName"] == "Meier"
    left = moment(told.json["expiresAt"]) - datetime.now(UTC)
    assert timedelta(0) < left <= timedelta(milliseconds=LONG)


def test_s21_not_held_at_all(server: Callcard, pia: Desk) -> None:
    """S21: a retention of 0 ends with the call."""
    anonymous_soon(pia, silent_end(taken(server, "none")))


def test_s21_for_everybody(server: Callcard, pia: Desk) -> None:
    """S21: who declined, who handed it on and who took it over."""
    ben = team.desk(server, BEN)
    call = team.call(server, number=ANNA).queued().offered(BEN).declined(BEN).offered(PIA).accepted(PIA)
    call.offered(BEN).accepted(BEN)
    ben.knows(call, "Anna Meier")
    silent_end(call)
    for desk in (pia, ben):
        anonymous_soon(desk, call)


def test_s21_open_entries_too(server: Callcard, pia: Desk) -> None:
    """S21: an open entry does not hold its caller; codes can still be saved."""
    call = silent_end(taken(server))
    anonymous_soon(pia, call)
    assert pia.entry(call)["open"]
    saved = pia.saved(call, **CODED, tags=["late"])
    assert saved["caller"] == ANONYMOUS and saved["conclusion"]["tags"] == ["late"]


def test_s66_a_number_that_nobody_knows(server: Callcard, pia: Desk) -> None:
    """S66: the number goes as well."""
    call = taken(server, number=NOBODY)
    until(lambda: pia.entry(call)["caller"].get("number"), "the number is shown")
    silent_end(call)
    anonymous_soon(pia, call)


def test_s21_open_pages_are_told(server: Callcard, pia: Desk) -> None:
    """S21: a page that nobody reloads hears of it."""
    call = taken(server)
    with Streams(server) as streams:
        stream = streams.snapshot(PIA)
        silent_end(call)
        told = stream.wait(
            lambda event: event.kind == "entry" and event.data["id"] == call.entry_id and event.data["caller"] == ANONYMOUS,
            "an entry without caller",
        )
    assert told.data["updatedAt"] == pia.entry(call)["updatedAt"]


def test_s21_lost_calls_too(launcher: Launcher) -> None:
    """S21: a call that nobody ended is over all the same."""
    server = launcher.start(installation(launcher, sessions={"maxIdle": "1s"}))
    call = taken(server)
    pia = team.desk(server)
    until(lambda: not pia.entry(call)["live"], "the call is lost", 15)
    anonymous_soon(pia, call)


@pytest.mark.parametrize("kind", ["offered", "ended"])
def test_s21_what_arrives_late_brings_nobody_back(server: Callcard, pia: Desk, kind: str) -> None:
    """S21: an event with the number, told after the end and the retention, does not hold the caller again."""
    call = silent_end(taken(server))
    anonymous_soon(pia, call)
    call.tell(kind, PIA if kind == "offered" else None, at=1)
    time.sleep(0.3)
    anonymous_soon(pia, call)


def test_s21_nor_does_a_lookup(server: Callcard, pia: Desk) -> None:
    """S21: a lookup that names an ended call answers, and leaves its entry as it is."""
    call = silent_end(taken(server))
    anonymous_soon(pia, call)
    assert server.client().lookup(ANNA, service="support", session=call.session)["caller"]["lastName"] == "Meier"
    anonymous_soon(pia, call)


def test_forgetting_reaches_live_calls(server: Callcard, pia: Desk) -> None:
    """C4: Anonymous at once, as a revision without caller; the call goes on, and stands where it stood."""
    call = taken(server)
    before, revision = pia.entry(call), context(server, call).json["revision"]
    with Streams(server) as streams:
        stream = streams.snapshot(PIA)
        assert server.operator().forget("030 23125123")["contexts"] >= 1
        assert stream.wait_for("context", call.entry_id).data["revision"] > revision
        assert stream.wait_for("entry", call.entry_id).data["caller"] == ANONYMOUS
    assert is_anonymous(pia, call) and pia.search("Meier") == []
    after = pia.entry(call)
    assert after | {"caller": None} == before | {"caller": None}
    told = context(server, call, revision).json
    assert told["revision"] > revision and "caller" not in told and told["matches"] == [] and told["contexts"] == []
    pia.saved(silent_end(call), **CODED)


def test_forgetting_reaches_calls_that_are_over(server: Callcard, pia: Desk) -> None:
    """C4: also what is held after the end."""
    call = silent_end(taken(server, "long"))
    server.operator().forget(ANNA)
    assert is_anonymous(pia, call)


def test_forgetting_leaves_others_alone(server: Callcard, pia: Desk) -> None:
    """C4: other callers stay."""
    anna, other = taken(server), taken(server, number=NOBODY)
    until(lambda: pia.entry(other)["caller"].get("number"), "the number is shown")
    server.operator().forget(NOBODY)
    assert is_anonymous(pia, other) and pia.detail(anna)["caller"]["displayName"] == "Anna Meier"


@pytest.mark.parametrize("hard", [True, False])
def test_nothing_survives_a_restart(server: Callcard, launcher: Launcher, hard: bool) -> None:
    """Trap: after a restart in mid-call the entry lives on as Anonymous until the next event with a number."""
    call, over = taken(server), silent_end(taken(server, "long"))
    (server.kill if hard else server.stop)()
    again = launcher.start(server.installation)
    pia, client = team.desk(again), again.client()
    entry = pia.entry(call)
    assert (entry["state"], entry["live"], entry["caller"]) == ("connected", True, ANONYMOUS)
    assert is_anonymous(pia, over) and pia.search("Meier") == []
    told = context(again, call).json
    assert (told["revision"], told["status"], told["matches"]) == (0, "unknown", [])

    def tell(kind: str, **members: Any) -> None:
        assert call.send(call.event(kind, **members), client).status == 202

    tell("offered", user=BEN, caller=None)
    assert is_anonymous(pia, call), "an event without a number tells nothing of the caller"
    tell("declined", user=BEN)
    pia.knows(call, "Anna Meier")
    tell("ended", caller=None)
    anonymous_soon(pia, call)


def test_s21_a_day_of_calls(server: Callcard, pia: Desk) -> None:
    """S21: after calls of every kind and the retention nobody's list has a caller, in any service."""
    ben, numbers = team.desk(server, BEN), [ANNA, NOBODY, "4711", "anonymous", "not a number"]
    for index in range(60):
        number = numbers[index % len(numbers)]
        if index % 4 == 0:
            call = team.call(server, number=number, outbound=True).dialing(PIA).ringing()
            call.ended(["busy", "notReached", None][index % 3])
        else:
            call = team.call(server, number=number, service=["support", "none"][index % 2]).queued().offered(PIA)
            [call.declined, call.unanswered, call.accepted][index % 3](PIA)
            call.ended()

    def nobody(desk: Desk) -> bool:
        entries = desk.items()
        return bool(entries) and not any(entry["caller"]["known"] or "number" in entry["caller"] for entry in entries)

    until(lambda: nobody(pia) and nobody(ben), "every caller is Anonymous")
    assert len(pia.items()) == 60


class Planted:
    """A team with a caller that nobody else has, and a look everywhere for what is known of them."""

    def __init__(self, launcher: Launcher, *, recall: bool = False) -> None:
        # Letters only: digits could look like a number, which no tag may hold.
        self.names = {
            kind: f"{kind}\u00f6{''.join(secrets.choice('abcdefghij') for _ in range(10))}"
            for kind in ("First", "Last", "Company", "Mail")
        }
        known, unknown = secrets.SystemRandom().sample(range(200, 1_000), 2)
        self.number, self.stranger = f"+493023125{known}", f"+493023125{unknown}"
        self.ip = "2001:db8:" + ":".join(secrets.token_hex(2) for _ in range(6))
        self.key = secrets.token_bytes(32)
        made = installation(launcher)
        made.config["books"] = []
        names = self.names
        made.add_book(
            "contacts",
            [
                contact(
                    "17",
                    self.number,
                    firstName=names["First"],
                    lastName=names["Last"],
                    company=names["Company"],
                    email=f"{names['Mail']}@acme.example",
                ),
                person("18", ANNA, "Anna Meier"),
            ],
        )
        if recall:
            made.file("recall.key", self.key, mode=0o600)
            made.config["sessions"] = {"recall": {"keyFile": "recall.key"}}
            made.services["support"]["tagRecall"] = True
        made.write()
        self.before = canary.snapshot(made.folder)
        self.server = launcher.start(made)
        self.answers: list[bytes] = []

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return self.server.installation.journal_path

    def live(self) -> Call:
        """A day with this caller: calls in and out, pages, mistakes. Returns a call that still lives."""
        client, pia = self.server.client(), team.desk(self.server)
        caller = {"number": self.number, "ip": self.ip}
        name = f"{self.names['First']} {self.names['Last']}"
        first = team.call(self.server).queued(caller=caller).offered(PIA, caller=caller).accepted(PIA, caller=caller)
        pia.knows(first, name)
        with Streams(self.server) as streams:
            streams.snapshot(PIA).wait(lambda event: name in str(event.data), "the caller is on the page")
        assert pia.search(self.names["Company"]) != []
        self._make_mistakes(client, pia, first)
        pia.saved(first, **CODED, tags=["call back", "VIP"])
        out = team.call(self.server, outbound=True).dialing(PIA, caller=caller).ringing(caller=caller).ended("busy", caller=caller)
        pia.saved(out, **CODED)
        client.lookup(self.number, service="support", session=first.session)
        strange = team.call(self.server, number=self.stranger).queued().offered(BEN).declined(BEN).ended()
        assert team.desk(self.server, BEN).entry(strange)
        first.ended()
        Settings(self.server.operator()).change(displayName="Renamed")
        self.server.operator().post("/v1/reload")
        self.answers += [
            self.server.operator().get("/v1/reports/interactions", headers={"Accept": accept}).body for accept in ("text/csv", "*/*")
        ]
        living = team.call(self.server).queued(caller=caller).accepted(PIA, caller=caller)
        pia.knows(living, name)
        return living

    def _make_mistakes(self, client: Client, pia: Desk, call: Call) -> None:
        for tag in (self.number, f"0{self.number[3:]}", f"{self.names['Mail']}@acme.example"):
            answer = pia.conclude(call, **CODED, tags=[tag])
            assert answer.status == 422
            self.answers.append(answer.body)
        bad: list[Any] = [
            {"type": self.names["Last"]},
            {"id": self.number},
            {"reason": self.number},
            {"caller": {"number": 5, "ip": self.ip}},
            {"caller": {"number": self.number, "name": self.names["Last"]}},
            {"service": self.names["Last"]},
            {"user": f"{self.names['Last']} {self.number}"},
        ]
        for change in bad:
            answer = client.post(call.path, call.event("offered", user=PIA) | change)
            if answer.status >= 400:
                self.answers.append(answer.body)
        answer = client.post(f"/v1/sessions/{self.number}/events", call.event("queued"), checked=False)
        assert answer.status == 422
        self.answers.append(answer.body)

    def look(self) -> list[Sighting]:
        """Everything that the process said and wrote."""
        scanner = Scanner()
        for name, number in (("number", self.number), ("stranger", self.stranger)):
            scanner.plant_number(name, number)
        for kind, name in self.names.items():
            scanner.plant_text(f"name {kind}", name)
        scanner.plant_text("address", self.ip)
        server = self.server
        found = scanner.scan("stdout", server.stdout.bytes) + scanner.scan("stderr", server.stderr.bytes)
        if server.process.poll() is None:
            found += scanner.scan("/metrics", server.anonymous().get("/metrics").body)
            found += scanner.scan_open_files(server.process.pid, self.before)
        for index, answer in enumerate(self.answers):
            found += scanner.scan(f"answer {index}", answer)
        found += scanner.scan_folder(server.installation.folder, self.before)
        return found + scanner.scan_folder(server.home, {})


@pytest.mark.parametrize("recall", [False, True])
def test_nothing_of_a_caller_is_written(launcher: Launcher, recall: bool) -> None:
    """S21, C4: not into the journal, its log, the output, the metrics or a report, while calls live and after them."""
    planted = Planted(launcher, recall=recall)
    call = planted.live()
    beside = {path.name for path in planted.journal.parent.glob("callcard.sqlite*")}
    assert {"callcard.sqlite", "callcard.sqlite-wal"} <= beside
    assert planted.look() == []
    call.ended()
    anonymous_soon(team.desk(planted.server), call)
    assert planted.look() == []
    assert planted.server.stop() == 0
    assert planted.look() == []


def test_nothing_is_left_by_a_kill(launcher: Launcher) -> None:
    """S21, C4: nor by a process that ended in mid-call."""
    planted = Planted(launcher)
    planted.live()
    planted.server.kill()
    assert planted.look() == []


def test_s42_recall_holds_the_hmac_only(launcher: Launcher) -> None:
    """S42: with recall on the journal has HMAC-SHA-256 of the number under the operator's key, and no other trace of it."""
    planted = Planted(launcher, recall=True)
    planted.live()
    planted.server.stop()
    with closing(sqlite3.connect(planted.journal)) as journal:
        digests = {bytes(row[0]) for row in journal.execute("SELECT digest FROM recall")}
    assert digests == {hmac.new(planted.key, planted.number.encode(), hashlib.sha256).digest()}
    assert planted.key not in planted.journal.read_bytes() and planted.look() == []


def test_forgotten_tags_are_overwritten(launcher: Launcher) -> None:
    """S42: what was forgotten is not left behind in free pages of the journal."""
    planted = Planted(launcher, recall=True)
    planted.live().ended()
    digest = hmac.new(planted.key, planted.number.encode(), hashlib.sha256).digest()
    assert planted.server.operator().forget(planted.number)["recall"] == 2
    assert planted.server.stop() == 0
    assert not [path for path in planted.journal.parent.glob("callcard.sqlite*") if digest in path.read_bytes()]


def test_the_scan_sees_what_is_there(launcher: Launcher) -> None:
    """A check that can't fail proves nothing: a tag with the caller's name is found."""
    planted = Planted(launcher)
    call = team.call(planted.server).accepted(PIA)
    team.desk(planted.server).saved(call, **CODED, tags=[planted.names["Last"]])
    assert {sighting.canary for sighting in planted.look()} == {"name Last"}
