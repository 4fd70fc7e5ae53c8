"""R11, D6, D12 What was acknowledged is there after a crash, and after a stop under load."""

from __future__ import annotations

import pytest

from kit import team
from kit.crashes import crash
from kit.installation import Installation
from kit.journal import Load, damage, kept, repeat
from kit.process import Launcher, run
from kit.team import PIA
from kit.waiting import until

SETTINGS = "/v1/services/support/settings"
ROUNDS = 25
READY_SECONDS = 5.0
"""Generous here; the long run holds the 2 s of R11."""


@pytest.fixture
def installation(launcher: Launcher) -> Installation:
    """A team with a journal."""
    return team.installation(launcher)


def test_d6_r11_killed_at_random(launcher: Launcher, installation: Installation) -> None:
    """D6, R11: `kill -9` at 25 random points with more than 20 events in flight: each acknowledged event is in the journal, which is
    sound, and the server is ready again soon."""
    crashes = crash(launcher, installation, ROUNDS, seed=4)
    print(f"\n{len(crashes.acknowledged)} acknowledged events in {ROUNDS} rounds; ready after {max(crashes.waits):.2f} s at most")
    assert len(crashes.acknowledged) > 20 * ROUNDS and max(crashes.waits) < READY_SECONDS


def test_d6_killed_right_after_the_answer(launcher: Launcher, installation: Installation) -> None:
    """D6: acknowledged means kept: also where the process dies as soon as the answer is out. A conclusion too."""
    server = launcher.start(installation)
    for _ in range(5):
        call = team.call(server).queued().accepted(PIA)
        team.desk(server, PIA).saved(call, **team.CODED, tags=["kept"])
        server.kill()
        assert {(call.session, "e-1"), (call.session, "e-2")} <= kept(installation.journal_path)
        server = launcher.start(installation)
        entry = team.desk(server, PIA).entry(call)
        assert entry["conclusion"]["tags"] == ["kept"] and entry["state"] == "connected" and not entry["open"]
        team.call(server, session=call.session).ended()


def test_d6_what_else_is_kept(launcher: Launcher, installation: Installation) -> None:
    """D6: active services and settings that were answered 200 are in force after a crash."""
    server = launcher.start(installation)
    olga = server.client(installation.people[team.OLGA])
    assert team.desk(server, PIA).activate().status == 200
    current = olga.get(SETTINGS)
    renamed = current.json | {"displayName": "Help"}
    changed = olga.request("PUT", SETTINGS, renamed, headers={"If-Match": current.headers["etag"]})
    assert changed.status == 200
    server.kill()
    server = launcher.start(installation)
    assert team.desk(server, PIA).active() == set()
    assert server.client(installation.people[team.OLGA]).get(SETTINGS).json["displayName"] == "Help"


def test_d12_stopped_under_load(launcher: Launcher, installation: Installation) -> None:
    """D12, R11: SIGTERM while events come in: exit 0 in time, and all that was acknowledged is there."""
    server = launcher.start(installation)
    with Load(server, threads=24, may_fail=lambda answer: answer.status == 503 and "retry-after" in answer.headers) as load:
        until(lambda: len(load.acknowledged) > 200, "the load runs", seconds=20)
        assert server.stop() == 0
    assert load.pairs - kept(installation.journal_path) == set()
    assert damage(installation.journal_path) == []
    server = launcher.start(installation)
    repeat(server, load)


def test_check_after_a_crash(launcher: Launcher, installation: Installation) -> None:
    """`callcard check` says that the journal is sound, also beside a running server and with a log that a crash left behind."""
    server = launcher.start(installation)
    for _ in range(20):
        team.call(server).queued().ended()

    def checked() -> str:
        done = run("check", "--config", str(installation.config_path), folder=installation.folder)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.decode()

    assert "journal: sound" in checked()
    server.kill()
    assert "journal: sound" in checked()
    server = launcher.start(installation)
    assert len(team.desk(server, PIA).items()) == 20
