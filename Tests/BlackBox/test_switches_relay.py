"""C17 `docs/switches/relay`: takes events from a switch at once, and brings them to Callcard however long that takes."""

from __future__ import annotations

import http.client
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kit import team
from kit.process import Callcard, Launcher
from kit.switches import curl, freeswitch
from kit.switches.relay import Relay


@pytest.fixture
def server(launcher: Launcher) -> Callcard:
    """A team of one, who has an extension."""
    return launcher.start(team.installation(launcher, team.PIA, aliases={"200": team.PIA}))


@pytest.fixture
def relay(server: Callcard, tmp_path: Path) -> Iterator[Relay]:
    """A relay beside the switch."""
    relay = Relay(tmp_path / "relay", f"http://127.0.0.1:{server.port}", server.installation.keys.support_switch.token)
    yield relay
    relay.stop()


def tell(relay: Relay, **form: str) -> int:
    """Hands an event over; returns the status."""
    text = "&".join(f"{name}={freeswitch.url_encode(value)}" for name, value in form.items())
    return curl.send(f"{relay.url}/events", "test", text).status


def test_c17_relay_keeps_events(server: Callcard, relay: Relay) -> None:
    """C17: events that come while Callcard is stopped are taken at once, and told later, in order and with their times."""
    try:
        server.signal(signal.SIGSTOP)
        begun = time.monotonic()
        call: dict[str, Any] = {"session": "c-1", "direction": "inbound", "number": "+493023125123", "user": "200"}
        for kind in ("offered", "accepted", "ended"):
            assert tell(relay, **call, type=kind) == 202
        assert time.monotonic() - begun < 2, "the switch waited for Callcard"
        # Times are whole milliseconds, and each is after the one before.
        told_until = datetime.now(UTC) + timedelta(milliseconds=10)
        time.sleep(6)
        server.signal(signal.SIGCONT)
        counters = relay.told(30)
        assert counters["sent"] == counters["queued"] == 3 and counters["repeated"] > 0
        (row,) = server.operator().get("/v1/reports/interactions").json["items"]
        assert row["outcome"] == "accepted" and datetime.fromisoformat(row["endedAt"].replace("Z", "+00:00")) <= told_until
        assert "+49302312" not in relay.said and "23125123" not in relay.said
    finally:
        server.signal(signal.SIGCONT)


def test_c17_relay_drops_what_never_gets_better(relay: Relay) -> None:
    """C17: an event that Callcard refuses is named in the log with the reason and counted; the next one is told all the same."""
    assert tell(relay, session="c-2", type="queued", direction="sideways") == 202
    assert tell(relay, session="c-3", type="queued", direction="inbound") == 202
    counters = relay.told()
    assert (counters["dropped"], counters["sent"]) == (1, 1)
    assert "status 422, dropped, c-2" in relay.said and "c-3" not in relay.said


def test_c17_relay_refuses_at_the_door(relay: Relay) -> None:
    """C17: what is no event is 400, with nothing that a switch might show."""
    assert tell(relay, type="queued") == 400 and tell(relay, session="c-4") == 400
    connection = http.client.HTTPConnection("127.0.0.1", relay.port, timeout=5)
    connection.request("POST", "/elsewhere", b"")
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (404, b"")
    connection.close()


def test_c17_relay_says_what_it_loses(server: Callcard, tmp_path: Path) -> None:
    """C17: stopped while Callcard does not take the key, it tells how many events are gone."""
    relay = Relay(tmp_path / "relay", f"http://127.0.0.1:{server.port}", "cc_nobody_" + "x" * 43)
    assert tell(relay, session="c-5", type="queued", direction="inbound") == 202
    assert relay.stop() == 0
    assert "status 401, again in 1 s" in relay.said and "1 events waited: they are lost" in relay.said
