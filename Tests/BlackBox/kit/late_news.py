"""What comes to teams unasked: events of streams, and posts to callbacks."""

from __future__ import annotations

import json
import selectors
import socket
import threading
from collections import defaultdict
from typing import Any

from fakes.upstream import Exchange, Upstream
from kit.plain_answers import PlainAnswers

HELD = ("taskInformation", "updatedParameterName", "updatedParameterValue", "callerTelNumber", "isAnonymous")
"""What posts say of callers, while and as far as it is known: which of them has it already is a matter of milliseconds."""
Place = tuple[str, int, str]
"""Side, pair, team."""


class LateNews:
    """Collects them all in the background. Use it as a context manager."""

    def __init__(self) -> None:
        self._upstream = Upstream()
        self._upstream._answer = self._take  # type: ignore[method-assign]
        self._posts: dict[Place, list[tuple[str, bytes]]] = defaultdict(list)
        self._streams: dict[Place, list[bytearray]] = defaultdict(list)
        self._lock = threading.Lock()
        self._selector = selectors.DefaultSelector()
        self._is_over = False
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def __enter__(self) -> LateNews:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        self._thread.join()
        self.leave()
        self._upstream.close()

    def address(self, side: str) -> str:
        """Where callbacks of a side are; a team's is below."""
        return f"http://127.0.0.1:{self._upstream.port}/{side}"

    def listen(self, side: str, pair: int, team: str, connection: socket.socket, rest: bytes) -> None:
        """Reads a stream on from here."""
        heard = bytearray(rest)
        connection.setblocking(False)
        with self._lock:
            self._streams[side, pair, team].append(heard)
            self._selector.register(connection, selectors.EVENT_READ, heard)

    def leave(self) -> None:
        """Closes all streams and forgets what came."""
        with self._lock:
            for key in list(self._selector.get_map().values()):
                self._selector.unregister(key.fileobj)
                key.fileobj.close()  # type: ignore[union-attr]
            self._streams.clear()
            self._posts.clear()
            self._upstream.requests.clear()

    def count(self, place: Place) -> int:
        """How much has come to a team."""
        with self._lock:
            return len(self._posts[place]) + sum(bytes(heard).count(b"\ndata:") for heard in self._streams[place])

    def of(self, place: Place, plain: PlainAnswers) -> dict[str, Any]:
        """All that has come to a team: streams by their order, posts by their content, as they may overtake one another."""
        with self._lock:
            streams = [bytes(heard) for heard in self._streams[place]]
            posts = list(self._posts[place])
        told = [[name, plain.value(json.loads(body))] for name, body in posts]
        said = {text for _, post in told for member in HELD for text in texts(post.pop(member, None))}
        # How often a context changes on its way, and how much of it is there at each step, is a matter of milliseconds.
        steps = sorted({json.dumps(one, sort_keys=True) for one in told if one[1]["event"] == "contextUpdated"})
        others = sorted(json.dumps(one, sort_keys=True) for one in told if one[1]["event"] != "contextUpdated")
        return {
            "streams": [plain.stream(events(heard)) for heard in streams],
            "posts": steps + others,
            "said": said,
        }

    def _take(self, exchange: Exchange) -> None:
        side, team_and_pair, name = exchange.request.path.strip("/").split("/")
        place = (side, int(team_and_pair[-3:]), team_and_pair[:-3])
        with self._lock:
            self._posts[place].append((name, exchange.request.body))
        exchange.reply(202)

    def _read(self) -> None:
        while not self._is_over:
            for key, _ in self._selector.select(0.05):
                with self._lock:
                    try:
                        block = key.fileobj.recv(65_536)  # type: ignore[union-attr]
                    except (OSError, ValueError):
                        block = b""
                    if block:
                        key.data.extend(block)
                    elif key.fd in self._selector.get_map():
                        self._selector.unregister(key.fileobj)


def events(heard: bytes) -> list[tuple[str, str, Any]]:
    """Whole events of a stream: id, kind, data. The stream comes in chunks."""
    found = []
    for part in unchunked(heard).decode().split("\n\n")[:-1]:
        fields = dict(line.split(": ", 1) for line in part.split("\n") if ": " in line and not line.startswith(":"))
        if "data" in fields:
            found.append((fields.get("id", ""), fields.get("event", ""), json.loads(fields["data"])))
    return found


def texts(value: Any) -> set[str]:
    """All texts inside of a value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return {text for inner in value for text in texts(inner)}
    return {value} if isinstance(value, str) else set()


def unchunked(heard: bytes) -> bytes:
    """A body without the sizes of its chunks, as far as it has come."""
    body, rest = b"", heard
    while b"\r\n" in rest:
        size, _, rest = rest.partition(b"\r\n")
        length = int(size, 16)
        body, rest = body + rest[:length], rest[length + 2 :]
    return body
