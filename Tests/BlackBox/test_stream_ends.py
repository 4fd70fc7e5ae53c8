"""R8, R11, B17, B18 How event streams end: with the server, with the credential, by a reader that lags behind, or that left."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor

from fakes.provider import Provider
from kit import team
from kit.keys import Key
from kit.process import STOP_SECONDS, Callcard, Launcher
from kit.prometheus import scrape
from kit.streams import Stream, Streams
from kit.team import BEN, CLEO, PIA
from kit.waiting import until

PATH = "/v1/users/me/events"


class Bearer(Key):
    """A token, where a client sends its key."""

    @property
    def token(self) -> str:
        """As it is sent."""
        return self.secret


def open_streams(server: Callcard) -> float:
    """What the server counts."""
    return scrape(server.anonymous()).value("callcard_event_streams") or 0


def bare(server: Callcard, key: Key, buffer: int = 4_096) -> socket.socket:
    """A stream of which nothing is read, over a socket with little room."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    line.connect((server.host, server.port))
    line.sendall(f"GET {PATH} HTTP/1.1\r\nHost: {server.host}\r\nAuthorization: Bearer {key.token}\r\n\r\n".encode())
    return line


def drain(line: socket.socket) -> None:
    """Reads what is still on its way, to the end or the cut, which must come within 10 s."""
    line.settimeout(10)
    try:
        while line.recv(65_536):
            pass
    except ConnectionResetError:
        pass  # Cut while more was waiting.
    line.close()


def test_r11_streams_end_with_the_server(launcher: Launcher) -> None:
    """R11: SIGTERM with open streams: each is told how long to wait, and ends; exit 0 within 8 s, though one is never read."""
    server = launcher.start(team.installation(launcher))
    people = server.installation.people
    with Streams(server) as streams:
        opened = [streams.snapshot(user) for user in (PIA, BEN, CLEO) for _ in range(10)]
        silent = bare(server, people[PIA])
        until(lambda: open_streams(server) == 31, "all are counted")
        call = team.call(server).queued()
        for stream in opened:
            stream.wait_for("entry", call.entry_id)
        begun = time.monotonic()
        assert server.stop() == 0
        taken = time.monotonic() - begun
        until(lambda: all(stream.is_over for stream in opened), "all streams are over")
        assert taken < STOP_SECONDS
        assert all(len(stream.retries) == 2 and 1_000 <= stream.retries[1] <= 3_000 for stream in opened)
        silent.close()
    print(f"\nstopped {taken:.1f} s after SIGTERM, with 31 open streams")


def test_r11_what_was_told_before_the_end_arrives(launcher: Launcher) -> None:
    """R11: an event that was acknowledged before the end is on the stream or in the snapshot after the restart."""
    installation = team.installation(launcher)
    server = launcher.start(installation)
    with Streams(server) as streams:
        stream = streams.snapshot(PIA)
        call = team.call(server).queued()
        assert server.stop() == 0
        last = stream.last
    server = launcher.start(installation)
    with Streams(server) as streams:
        again = streams.open(PIA, last)
        snapshot = again.wait_for("snapshot")
        assert again.events[0] == snapshot and snapshot.id.rsplit("-", 1)[0] != last.rsplit("-", 1)[0]
        assert [entry["session"] for entry in snapshot.data["items"]] == [call.session] and snapshot.data["live"]


def test_b18_a_token_ends(launcher: Launcher) -> None:
    """B18: the stream ends within 30 s of its token's expiry, not before it; a key's stream goes on."""
    with Provider() as provider:
        installation = team.installation(launcher)
        installation.config["tokens"] = [provider.entry()]
        server = launcher.start(installation)
        end = int(time.time()) + 4
        bearer = Bearer("token", "agent", secret=provider.token(preferred_username=PIA, exp=end))
        stream, other = Stream(server, bearer, PIA), Stream(server, installation.people[PIA], PIA)
        stream.wait_for("snapshot")
        call = team.call(server).queued()
        stream.wait_for("entry", call.entry_id)
        while time.time() < end - 0.2:
            assert not stream.is_over, "ended before its token"
            time.sleep(0.1)
        until(lambda: stream.is_over, "the stream is over", seconds=31)
        print(f"\nended {time.time() - end:.1f} s after the token")
        assert stream.retries[1:], "it was not told to come back"
        assert Stream(server, bearer, PIA, stream.last).status == 401
        call.offered(PIA)
        other.wait(lambda event: event.kind == "entry" and event.data["state"] == "ringing", "the key's stream goes on")
        other.close()


def test_r8_a_slow_reader_is_dropped(launcher: Launcher) -> None:
    """R8, B17: who does not read is let go once 256 events wait for them; others get each event meanwhile, and soon."""
    server = launcher.start(team.installation(launcher))
    with Streams(server) as streams:
        reader = streams.snapshot(BEN)
        slow = bare(server, server.installation.people[PIA])
        until(lambda: open_streams(server) == 2, "both are counted")
        calls, waits, end = [], [], time.monotonic() + 120

        def crowd(count: int) -> None:
            made = [team.call(server) for _ in range(count)]
            clients = [call.queued for call in made]
            with ThreadPoolExecutor(8) as pool:
                list(pool.map(lambda tell: tell(), clients))
            calls.extend(made)

        while open_streams(server) > 1:
            assert time.monotonic() < end, f"still there after {len(calls)} events"
            crowd(400)
            last = team.call(server)
            begun = time.monotonic()
            last.queued()
            reader.wait_for("entry", last.entry_id)
            waits.append(time.monotonic() - begun)
        print(f"\ndropped after {len(calls)} events; the other reader waited {max(waits) * 1e3:.0f} ms at most")
        told = {event.data["id"] for event in reader.of("entry")}
        assert {call.entry_id for call in calls} <= told, "the other reader missed events"
        assert max(waits) < 3 and not reader.is_over
        drain(slow)
        # Who comes back begins anew.
        streams.snapshot(PIA)


def test_b17_a_client_that_left(launcher: Launcher) -> None:
    """B17: with the next events it is noticed that nobody reads any more, and the stream is not counted any more."""
    server = launcher.start(team.installation(launcher))
    left = [Stream(server, server.installation.people[PIA], PIA) for _ in range(20)]
    until(lambda: open_streams(server) == 20, "all are counted")
    for stream in left:
        stream.close()
    begun = time.monotonic()
    while open_streams(server):
        assert time.monotonic() - begun < 30, "still counted 30 s after they left"
        team.call(server).queued().ended()
        time.sleep(0.1)
    print(f"\nnoticed {time.monotonic() - begun:.1f} s after they left")
