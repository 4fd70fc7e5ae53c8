"""D23 A row of the journal that can't be read is left out, counted and named; everything else goes on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kit import team
from kit.calls import Call
from kit.installation import Installation
from kit.process import Callcard, Launcher, run
from kit.prometheus import scrape
from kit.streams import Streams
from kit.team import OLGA, PIA
from kit.waiting import until


@pytest.fixture
def installation(launcher: Launcher) -> Installation:
    """A team with a journal."""
    return team.installation(launcher)


def execute(path: Path, sql: str) -> None:
    """Changes rows as nobody of us does."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute(sql).rowcount > 0, sql
        connection.commit()


def trouble(server: Callcard) -> str:
    """What `/readyz` says of the journal's rows; empty where it is well."""
    answer = server.anonymous().get("/readyz")
    assert answer.status == 200
    return {check["name"]: check.get("detail", "") for check in answer.json["checks"]}["journal rows"]


def check(installation: Installation) -> str:
    """What `callcard check` prints."""
    done = run("check", "--config", str(installation.config_path), folder=installation.folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.decode()


def told(server: Callcard, installation: Installation, table: str, owner: str) -> None:
    """It is counted, named by `/readyz` without saying whose it is, and by `check` with whose it is."""
    until(lambda: f"1 of {table}" in trouble(server), "it is named")
    assert owner not in trouble(server)
    metrics = scrape(server.anonymous())
    assert metrics.value("callcard_journal_unreadable_rows") == 1
    assert metrics.value("callcard_journal_damaged") == 0
    line = f"warning: journal: a row of {table} of {owner} can't be read and is left out"
    assert line in check(installation).splitlines()
    for word in ("noon", "rang", "upside"):
        assert word not in server.said() + check(installation) + trouble(server)


PAST = {
    "an unknown event": ("event", "UPDATE event SET type = 'rang' WHERE session = '{bad}' AND type = 'queued'"),
    "a flipped bit of a time": ("event", "UPDATE event SET at = at | (1 << 60) WHERE session = '{bad}' AND type = 'queued'"),
    "the highest bit of a time": ("event", "UPDATE event SET at = -at * 1000 WHERE session = '{bad}' AND type = 'queued'"),
    "a direction": ("session", "UPDATE session SET direction = 'upside' WHERE id = '{bad}'"),
    "an outcome": ("conclusion", "UPDATE conclusion SET outcome = 'noon' WHERE session = '{bad}'"),
    "who saw it": ("audience", "UPDATE audience SET members = '[' WHERE session = '{bad}'"),
}


@pytest.mark.parametrize("damage", PAST)
def test_d23_a_past_call(launcher: Launcher, installation: Installation, damage: str) -> None:
    """D23: list, search, stream and report go on with all other calls, while the server runs and after the next start."""
    server = launcher.start(installation)
    calls = [team.call(server).queued().accepted(PIA).ended() for _ in range(3)]
    for call in calls:
        team.desk(server).saved(call, **team.CODED)
    assert server.stop() == 0
    table, sql = PAST[damage]
    bad = calls[1].session
    execute(installation.journal_path, sql.format(bad=bad))
    server = launcher.start(installation)
    others = {call.session for call in calls} - {bad}
    desk = team.desk(server)
    assert {entry["session"] for entry in desk.items()} - {bad} == others
    assert {entry["session"] for entry in desk.search("Support")} - {bad} == others
    with Streams(server) as streams:
        snapshot = streams.snapshot(PIA).of("snapshot")[0].data
        assert {entry["session"] for entry in snapshot["items"]} - {bad} == others
    for accept in ("application/json", "text/csv"):
        report = server.operator().get("/v1/reports/interactions", headers={"Accept": accept})
        assert report.status == 200 and all(session.encode() in report.body for session in others)
    call = team.call(server).queued().accepted(PIA)
    assert desk.entry(call)["state"] == "connected"
    told(server, installation, table, bad)


def test_d23_a_live_call(launcher: Launcher, installation: Installation) -> None:
    """D23: a call that goes on doesn't stop the start, goes on with what can be read of it, and takes its next events."""
    server = launcher.start(installation)
    good, bad = team.call(server).queued().accepted(PIA), team.call(server).queued().accepted(PIA)
    assert server.stop() == 0
    execute(installation.journal_path, f"UPDATE event SET type = 'rang' WHERE session = '{bad.session}' AND type = 'queued'")
    server = launcher.start(installation)
    told(server, installation, "event", bad.session)
    desk = team.desk(server)
    for call in (good, bad):
        assert desk.entry(call)["state"] == "connected"
        call.told_to(server.client()).ended()
        assert desk.entry(call)["outcome"] == "accepted"


def test_d23_a_live_call_of_which_nothing_is_left(launcher: Launcher, installation: Installation) -> None:
    """D23: it is left out until something is told of it; what is acknowledged then is there after a crash, and so is all else."""
    server = launcher.start(installation)
    good, bad = team.call(server).queued(), team.call(server).queued()
    assert server.stop() == 0
    execute(installation.journal_path, f"UPDATE session SET direction = 'upside' WHERE id = '{bad.session}'")
    server = launcher.start(installation)
    desk = team.desk(server)
    assert [entry["session"] for entry in desk.items()] == [good.session]
    told(server, installation, "session", bad.session)
    bad.told_to(server.client()).accepted(PIA)
    server.kill()
    server = launcher.start(installation)
    entry = team.desk(server).entry(bad)
    assert entry["state"] == "connected" and "queue" in entry["timers"]


def test_d23_a_damaged_row_fails_no_batch(launcher: Launcher, installation: Installation) -> None:
    """D23: an event of a call whose list of members can't be read is taken, and so are those that share its transaction."""
    server = launcher.start(installation)
    calls: list[Call] = [team.call(server).queued() for _ in range(5)]
    assert team.desk(server, PIA).activate().status == 200
    execute(installation.journal_path, f"UPDATE audience SET members = '[' WHERE session = '{calls[0].session}'")
    assert team.desk(server, PIA).activate("support").status == 200
    late = [team.call(server).queued() for _ in range(5)]
    assert all(team.desk(server).entry(call)["state"] == "incoming" for call in late)


@pytest.mark.parametrize("damage", ["UPDATE settings SET changed_at = 'noon'", "UPDATE settings SET content = x'ff'"])
def test_d23_settings(launcher: Launcher, installation: Installation, damage: str) -> None:
    """D23: settings that can't be read: the file's are in force, and the journal's are not overwritten."""
    server = launcher.start(installation)
    olga = server.client(installation.people[OLGA])
    settings = olga.get("/v1/services/support/settings")
    changed = settings.json | {"displayName": "Help"}
    headers = {"If-Match": settings.headers["etag"]}
    assert olga.request("PUT", "/v1/services/support/settings", changed, headers=headers).status == 200
    assert server.stop() == 0
    execute(installation.journal_path, damage)
    server = launcher.start(installation)
    olga = server.client(installation.people[OLGA])
    assert olga.get("/v1/services/support/settings").json["displayName"] == "Support"
    told(server, installation, "settings", "support")
    assert server.stop() == 0
    with closing(sqlite3.connect(installation.journal_path)) as connection:
        assert connection.execute("SELECT changed_by FROM settings WHERE service = 'support'").fetchone() == (OLGA,)


def test_d23_other_rows(launcher: Launcher, installation: Installation) -> None:
    """D23: a switched-off service that can't be read doesn't stop the start."""
    server = launcher.start(installation)
    assert team.desk(server).activate().status == 200
    assert server.stop() == 0
    execute(installation.journal_path, "UPDATE inactive_service SET upn = x'ff'")
    server = launcher.start(installation)
    assert team.desk(server).active() == {"support"}
    until(lambda: "1 of inactive_service" in trouble(server), "it is named")
