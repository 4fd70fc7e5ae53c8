"""X4: what outlives the moment in which its key was looked at ends when the key does, or reaches less."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from fakes.provider import Provider
from kit import team
from kit.client import Answer
from kit.installation import Installation
from kit.keys import Key
from kit.polling import waits
from kit.process import Callcard, Launcher
from kit.streams import Stream
from kit.team import BEN, PIA
from kit.waiting import until

SECONDS = 10
"""What a reload has, until nothing stands on what it took away."""


class Bearer(Key):
    """A token, where a client sends its key."""

    @property
    def token(self) -> str:
        """As it is sent."""
        return self.secret


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """A provider of tokens."""
    with Provider() as provider:
        yield provider


@pytest.fixture
def server(launcher: Launcher, provider: Provider) -> Callcard:
    """Support and sales; Pia and Ben are in both, and their keys reach all."""
    made = team.installation(launcher)
    made.add_service("sales", **team.settings(connectors=[]))
    made.config["tokens"] = [provider.entry()]
    return launcher.start(made)


def entry(made: Installation, key: Key) -> dict[str, Any]:
    """A key's entry in the configuration."""
    found: dict[str, Any] = next(entry for entry in made.config["keys"] if entry["id"] == key.id)
    return found


def reload(server: Callcard) -> None:
    """Puts the installation's files into force."""
    server.installation.write()
    answer = server.operator().post("/v1/reload")
    assert answer.status == 200, answer.body


def opened(server: Callcard, key: Key, user: str = PIA) -> Stream:
    """A stream with its snapshot read."""
    stream = Stream(server, key, user)
    stream.wait_for("snapshot")
    return stream


def is_over(stream: Stream) -> None:
    """Waits until a stream has ended, and was told to come back."""
    until(lambda: stream.is_over, "the stream is over", SECONDS)
    assert len(stream.retries) == 2
    stream.close()


class Wait:
    """A call that waits for news of a session, in the background."""

    def __init__(self, server: Callcard, key: Key, session: str) -> None:
        self.answer: Answer | None = None
        client = server.client(key)
        path = f"/v1/sessions/{session}/context?afterRevision=1000&waitMs=30000"

        def read() -> None:
            self.answer = client.get(path)

        client._connection.timeout = 40
        self._thread = threading.Thread(target=read, daemon=True)
        self._thread.start()

    def result(self) -> Answer:
        """The answer, which must be there within the time of a reload."""
        until(lambda: self.answer is not None, "the call has its answer", SECONDS)
        assert self.answer is not None
        return self.answer


def test_x4_a_key_that_is_removed(server: Callcard) -> None:
    """X4: its stream ends, and it opens no other; the streams of others go on."""
    made = server.installation
    stream, other = opened(server, made.people[PIA]), opened(server, made.people[BEN], BEN)
    made.config["keys"].remove(entry(made, made.people[PIA]))
    reload(server)
    is_over(stream)
    assert Stream(server, made.people[PIA], PIA).status == 401
    call = team.call(server).queued()
    other.wait_for("entry", call.entry_id)
    other.close()


def test_x4_a_key_that_is_narrowed(server: Callcard) -> None:
    """X4: no call of a service that it no longer reaches is on its stream; what comes back has the others only."""
    made = server.installation
    key = made.people[PIA]
    stream = opened(server, key)
    entry(made, key)["services"] = ["support"]
    reload(server)
    is_over(stream)
    theirs, mine = team.call(server, service="sales").queued(), team.call(server).queued()
    again = opened(server, key)
    assert [item["session"] for item in again.of("snapshot")[0].data["items"]] == [mine.session]
    theirs.offered(PIA)
    theirs.ended()
    mine.offered(PIA)
    again.wait(lambda event: event.kind == "entry" and event.data["state"] == "ringing", "the call of support")
    assert theirs.session not in str(again.events) and not stream.of("entry")
    again.close()


def test_x4_a_key_with_another_secret(server: Callcard) -> None:
    """X4: who has the old secret is out, though the key's name is the same."""
    made = server.installation
    stream = opened(server, made.people[PIA])
    entry(made, made.people[PIA])["sha256"] = Key("pia", "agent").entry()["sha256"]
    reload(server)
    is_over(stream)


def test_x4_an_issuer_that_is_not_taken_any_more(server: Callcard, provider: Provider) -> None:
    """X4: streams by its tokens end, and so do those whose claims give less now."""
    bearer = Bearer("token", "agent", secret=provider.token(preferred_username=PIA))
    stream = opened(server, bearer)
    server.installation.config["tokens"] = []
    reload(server)
    is_over(stream)
    assert Stream(server, bearer, PIA).status == 401


def test_x4_a_reload_that_changes_no_key(server: Callcard, provider: Provider) -> None:
    """X4: streams by keys and tokens, and calls that wait, go on: a reload is no storm."""
    made = server.installation
    bearer = Bearer("token", "agent", secret=provider.token(preferred_username=PIA))
    streams = [opened(server, made.people[PIA]), opened(server, bearer)]
    call = team.call(server).queued()
    waiting = Wait(server, made.keys.flow, call.session)
    until(lambda: waits(server) == 1, "the call waits")
    made.add_key(Key("new", "agent", ("support",), "new@example.com"))
    reload(server)
    reload(server)
    later = team.call(server).queued()
    for stream in streams:
        stream.wait_for("entry", later.entry_id)
        assert not stream.is_over
        stream.close()
    assert waiting.answer is None and waits(server) == 1
    made.config["keys"].remove(entry(made, made.keys.flow))
    reload(server)
    assert waiting.result().status == 401


def test_x4_calls_that_wait(server: Callcard) -> None:
    """X4: one by a key that is gone gets 401, one by a key that no longer reaches the session 404; both at once, and give their place
    back. One that reaches less, but the session still, is answered with what there is."""
    made = server.installation
    gone = made.add_key(Key("gone", "flow", ("support",)))
    moved = made.add_key(Key("moved", "flow", ("support",)))
    less = made.add_key(Key("less", "flow", ("support", "sales")))
    reload(server)
    call = team.call(server, number="+493023125999").queued()
    calls = [Wait(server, key, call.session) for key in (gone, moved, less)]
    until(lambda: waits(server) == 3, "all wait")
    begun = time.monotonic()
    made.config["keys"].remove(entry(made, gone))
    entry(made, moved)["services"] = ["sales"]
    entry(made, less)["services"] = ["support"]
    reload(server)
    answers = [call.result() for call in calls]
    assert [(answer.status, answer.code) for answer in answers] == [(401, "unauthenticated"), (404, "sessionNotLive"), (200, None)]
    assert time.monotonic() - begun < SECONDS
    until(lambda: waits(server) == 0, "all places are given back")
