"""D21 A wall clock that jumps: nothing is purged, ended or lost by it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kit import team
from kit.calls import Call, moment
from kit.installation import Installation
from kit.process import Callcard, Launcher
from kit.team import PIA
from kit.wall_clock import WallClock
from kit.waiting import until


@pytest.fixture
def installation(launcher: Launcher) -> Installation:
    """A team with a journal."""
    return team.installation(launcher)


@pytest.fixture
def clock(tmp_path: Path) -> WallClock:
    """A wall clock that is right."""
    return WallClock(tmp_path)


def tell(call: Call, kind: str, **members: object) -> None:
    """An event without a time: it happened when it arrived."""
    body = call.event(kind, **members)
    del body["at"]
    assert call.send(body).status == 202


def past(server: Callcard, count: int) -> set[str]:
    """Calls that are over, each taken by Pia."""
    calls = [team.call(server).queued().accepted(PIA).ended() for _ in range(count)]
    return {call.session for call in calls}


def reported(server: Callcard) -> set[str]:
    """The sessions of all reports' lines."""
    answer = server.operator().get("/v1/reports/interactions", headers={"Accept": "application/json"})
    assert answer.status == 200
    return {row["session"] for row in answer.json["items"]}


def trouble(server: Callcard, name: str = "purge") -> str | None:
    """What `/readyz` says of a part; `None` where it is well."""
    answer = server.anonymous().get("/readyz")
    assert answer.status == 200
    return {check["name"]: check.get("detail") for check in answer.json["checks"]}[name]


def test_the_clock_of_the_tests(launcher: Launcher, installation: Installation, clock: WallClock) -> None:
    """What the other tests set is the clock that the server goes by."""
    server = launcher.start(installation, **clock.variables)
    clock.set(hours=5)
    call = team.call(server)
    tell(call, "queued")
    told = moment(team.desk(server).entry(call)["startedAt"])
    assert abs(told - datetime.now(UTC) - timedelta(hours=5)) < timedelta(seconds=10)


def test_d21_a_hundred_days_ahead(launcher: Launcher, installation: Installation, clock: WallClock) -> None:
    """D21: 100 days ahead for 2 s: no call is purged, and `/readyz` and the log say what would be; set right again, all is well."""
    server = launcher.start(installation, **clock.variables)
    sessions = past(server, 20)
    time.sleep(1.5)
    clock.set(days=100)
    time.sleep(2)
    until(lambda: "20 past calls" in (trouble(server) or ""), "the purge that waits is told of")
    assert "has jumped by 86" in (trouble(server) or "") and b"has jumped by 86" in server.stderr.bytes
    clock.set()
    until(lambda: trouble(server) is None, "all is well again")
    assert reported(server) == sessions
    assert {entry["session"] for entry in team.desk(server).items()} == sessions


def test_d21_started_a_hundred_days_ahead(launcher: Launcher, installation: Installation, clock: WallClock) -> None:
    """D21: a start with a wrong clock would purge all at once: it waits, and says so. The next start with a right one is well."""
    server = launcher.start(installation)
    sessions = past(server, 5)
    assert server.stop() == 0
    clock.set(days=100)
    server = launcher.start(installation, **clock.variables)
    until(lambda: "5 of 5 past calls" in (trouble(server) or ""), "the purge that waits is told of")
    assert reported(server) == sessions
    assert server.stop() == 0
    server = launcher.start(installation)
    time.sleep(1.5)
    assert trouble(server) is None and reported(server) == sessions


def test_d21_what_is_old_is_purged(launcher: Launcher, installation: Installation, clock: WallClock) -> None:
    """D21: a tenth of all calls, and no more, comes of age: these go at the start."""
    clock.set(days=-100)
    server = launcher.start(installation, **clock.variables)
    for _ in range(2):
        call = team.call(server)
        tell(call, "queued")
        tell(call, "ended")
    assert server.stop() == 0
    clock.set()
    server = launcher.start(installation, **clock.variables)
    until(lambda: "2 of 2 past calls" in (trouble(server) or ""), "the purge that waits is told of")
    sessions = past(server, 18)
    assert server.stop() == 0
    server = launcher.start(installation)
    until(lambda: reported(server) == sessions, "what is old is purged")
    assert trouble(server) is None


def test_d21_five_hours_ahead(launcher: Launcher, installation: Installation, clock: WallClock) -> None:
    """D21: 5 h ahead, which is longer than any call may be silent: a call that goes on goes on."""
    server = launcher.start(installation, **clock.variables)
    call = team.call(server).queued().accepted(PIA)
    clock.set(hours=5)
    time.sleep(3)
    assert team.desk(server).entry(call)["state"] == "connected"
    call.ended()
    assert team.desk(server).entry(call)["outcome"] == "accepted"


def test_d21_silence_counts_by_no_wall_clock(launcher: Launcher, installation: Installation, clock: WallClock) -> None:
    """D21: a call of which nothing is heard is lost in time, though the clock was set back."""
    installation.config["sessions"] = {"maxIdle": "2s"}
    server = launcher.start(installation, **clock.variables)
    call = team.call(server).queued().accepted(PIA)
    clock.set(hours=-1)
    until(lambda: team.desk(server).entry(call).get("reason") == "lost", "the call is lost", seconds=6)


@pytest.mark.parametrize("timed", [False, True], ids=["by arrival", "by the switch's clock"])
@pytest.mark.parametrize("restarted", [False, True], ids=["", "and restarted"])
def test_d21_an_hour_back_during_a_call(
    launcher: Launcher, installation: Installation, clock: WallClock, timed: bool, restarted: bool
) -> None:
    """D21: 1 h back between `accepted` and `ended`: no entry vanishes, whether events bring their time or not."""
    server = launcher.start(installation, **clock.variables)
    call = team.call(server, start=datetime.now(UTC))
    say = call.tell if timed else lambda kind, user=None: tell(call, kind, **({"user": user} if user else {}))
    say("queued")
    say("accepted", PIA)
    if restarted and not timed:
        assert server.stop() == 0
    clock.set(hours=-1)
    if restarted and not timed:
        server = launcher.start(installation, **clock.variables)
        call.told_to(server.client())
    say("ended")
    entry = team.desk(server).entry(call)
    assert (entry["state"], entry["outcome"], entry["open"]) == ("past", "accepted", True)
    assert reported(server) == {call.session}
