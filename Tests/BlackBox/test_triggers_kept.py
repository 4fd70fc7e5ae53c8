"""C3 Subscriptions outlive a restart, and what gives access to flows is in no file and no log."""

from __future__ import annotations

import secrets
import stat
from collections.abc import Iterator

import pytest

from fakes import faults
from fakes.receiver import Receiver
from kit import flows, team
from kit.canary import Scanner
from kit.process import Callcard, Launcher
from kit.waiting import until


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A flow's end."""
    with Receiver() as receiver:
        yield receiver


def restarted(launcher: Launcher, server: Callcard, how: str = "stop") -> Callcard:
    """The same installation in a new process."""
    assert (server.stop() == 0) if how == "stop" else (server.kill() is None)
    return launcher.start(server.installation)


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_c3_a_subscription_survives_a_restart(launcher: Launcher, receiver: Receiver, how: str) -> None:
    """C3: also `kill -9`; it is told as before, under the same secret, and can be ended. Calls that go on are not told anew."""
    server = launcher.start(flows.installation(launcher))
    made = flows.subscribe(flows.flow(server), receiver.flow("kept"), taskEvents=["created", "accepted", "ended"])
    ended = flows.subscribe(flows.flow(server), receiver.flow("ended"))
    flows.unsubscribe(flows.flow(server), ended["id"])
    call = team.call(server).queued()
    receiver.wait("kept", 1)

    server = restarted(launcher, server, how)
    call.told_to(server.client()).accepted(team.PIA).ended()
    posts = receiver.wait("kept", 3)
    assert [post.event for post in posts] == ["created", "accepted", "ended"]
    for post in posts:
        post.verify(made["secret"])
    assert receiver.posts("ended") == []

    flows.unsubscribe(flows.flow(server), made["id"])
    server = restarted(launcher, server)
    flows.subscribe(flows.flow(server), receiver.flow("witness"), taskEvents=["ended"])
    team.call(server).queued().ended()
    receiver.wait("witness", 1)
    assert len(receiver.posts("kept")) == 3


def test_c3_410_is_for_good(launcher: Launcher, receiver: Receiver) -> None:
    """C3: a subscription that its receiver ended is not there after a restart."""
    server = launcher.start(flows.installation(launcher))
    made = flows.subscribe(flows.flow(server), receiver.flow("left", faults.status(410)))
    team.call(server).queued().ended()
    until(lambda: made["id"] in server.said(), "the log tells of the end")
    server = restarted(launcher, server)
    flows.subscribe(flows.flow(server), receiver.flow("witness"), taskEvents=["ended"])
    team.call(server).queued().ended()
    receiver.wait("witness", 1)
    assert len(receiver.posts("left")) == 1


def test_c3_callback_and_secret_are_nowhere(launcher: Launcher, receiver: Receiver) -> None:
    """C3, D16: not in the journal or its log, in no other file, in no output; before and after a stop, with failures between.

    The key that they are kept under is in a file of its own that nobody else can read, and not in the journal.
    """
    installation = flows.installation(launcher)
    server = launcher.start(installation)
    assert not (installation.folder / "triggers.key").exists(), "a key nobody needs yet"
    sig = secrets.token_urlsafe(24)
    behaviours = [faults.status(500), faults.status(302, Location="http://127.0.0.1/")]
    made = flows.subscribe(flows.flow(server), receiver.flow("secret", *behaviours, sig=sig), taskEvents=["created"])
    key = installation.folder / "triggers.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    scanner = Scanner()
    scanner.plant_text("sig", sig)
    scanner.plant_text("callback", f"/run/secret?api-version=1&sig={sig[:8]}")
    scanner.plant_text("secret", made["secret"].removeprefix("whsec_").rstrip("="))
    scanner.plant_text("key", key.read_text().strip())
    team.call(server).queued()
    assert all(sig in post.request.target for post in receiver.wait("secret", 3))

    def check(server: Callcard) -> None:
        files = [path for path in installation.folder.rglob("*") if path != key]
        assert any(path.name.startswith("callcard.sqlite") for path in files)
        seen = [sighting for path in files + list(server.home.rglob("*")) for sighting in scanner.scan_file(path)]
        seen += scanner.scan("stdout", server.stdout.bytes) + scanner.scan("stderr", server.stderr.bytes)
        seen += scanner.scan("metrics", server.anonymous().get("/metrics").body) if server.process.poll() is None else []
        assert seen == []

    check(server)
    server.kill()
    check(server)
    server = launcher.start(installation)
    check(server)
    server.stop()
    check(server)
    assert scanner.scan("control", f"x{sig}y".encode()), "the scanner finds nothing at all"


def test_c3_a_lost_key_costs_subscriptions_and_nothing_else(launcher: Launcher, receiver: Receiver) -> None:
    """C3: one line in the log; flows subscribe anew. A key that comes back brings them back."""
    server = launcher.start(flows.installation(launcher))
    for index in range(3):
        flows.subscribe(flows.flow(server), receiver.flow(f"lost-{index}"), taskEvents=["created"])
    key = server.installation.folder / "triggers.key"
    kept = key.read_bytes()
    assert server.stop() == 0
    key.unlink()

    server = launcher.start(server.installation)
    until(lambda: server.said().count("subscriptions of flows can't be opened") == 1, "the log says so")
    assert not key.exists()
    team.call(server).queued().ended()
    assert server.stop() == 0
    key.write_bytes(kept)

    server = launcher.start(server.installation)
    assert "can't be opened" not in server.said()
    team.call(server).queued().ended()
    for index in range(3):
        receiver.wait(f"lost-{index}", 1)
    assert server.stop() == 0
    key.unlink()

    server = launcher.start(server.installation)
    flows.subscribe(flows.flow(server), receiver.flow("new"), taskEvents=["created"])
    assert key.exists()
    server = restarted(launcher, server)
    assert "can't be opened" not in server.said(), "what can never be opened again is still there"
    team.call(server).queued().ended()
    receiver.wait("new", 1)
    assert [len(receiver.posts(f"lost-{index}")) for index in range(3)] == [1, 1, 1]


def test_c3_a_key_file_that_is_none_stops_the_start(launcher: Launcher) -> None:
    """C3: the operator hears of it, with the line; nothing is overwritten."""
    installation = flows.installation(launcher, keyFile="flows.key")
    installation.file("flows.key", "not a key", mode=0o600)
    server = launcher.spawn(installation)
    assert server.wait(20) == 78
    assert "flows.key must hold 32 random bytes" in server.said()
    assert (installation.folder / "flows.key").read_text() == "not a key"
    installation.file("flows.key", secrets.token_bytes(32), mode=0o600)
    launcher.start(installation)


def test_c3_without_a_journal_subscriptions_are_in_memory(launcher: Launcher, receiver: Receiver) -> None:
    """C3: they work, leave no file, and are gone after a restart."""
    installation = flows.installation(launcher)
    del installation.config["journal"]
    server = launcher.start(installation)
    flows.subscribe(flows.flow(server), receiver.flow("memory"), taskEvents=["created"])
    team.call(server).queued().ended()
    receiver.wait("memory", 1)
    assert not list(installation.folder.glob("*.key"))
    server = restarted(launcher, server)
    flows.subscribe(flows.flow(server), receiver.flow("witness"), taskEvents=["ended"])
    team.call(server).queued().ended()
    receiver.wait("witness", 1)
    assert len(receiver.posts("memory")) == 1
