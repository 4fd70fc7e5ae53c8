"""The journal's file, read beside the server, and calls that are told from many threads while something happens to it."""

from __future__ import annotations

import http.client
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from kit import team
from kit.calls import Call, session_id
from kit.client import Answer
from kit.process import Callcard
from kit.team import PIA

Told = tuple[str, str]
"""A session and the id of an event of it."""


def kept(path: Path) -> set[Told]:
    """All events in a journal."""
    with closing(_reading(path)) as connection:
        return set(connection.execute("SELECT session, id FROM event").fetchall())


def damage(path: Path) -> list[str]:
    """What SQLite finds wrong in a journal; empty where it is sound."""
    with closing(_reading(path)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check").fetchall()]
    return [] if found == ["ok"] else found


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)


class Load:
    """Calls told by many clients at once until `stop`, each call from its queue to its end. Use it as a context manager.

    What was answered 202 is in `acknowledged`, what was refused in `refusals`; `may_fail` tells which refusals are fine.
    """

    def __init__(self, server: Callcard, threads: int = 24, may_fail: Callable[[Answer], bool] = lambda _: False) -> None:
        self.acknowledged: list[tuple[Call, dict[str, Any]]] = []
        self.refusals: list[Answer] = []
        self.unexpected: list[BaseException] = []
        self._server, self._may_fail = server, may_fail
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._tell, daemon=True) for _ in range(threads)]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pairs(self) -> set[Told]:
        """Session and id of each event that was acknowledged."""
        return {(call.session, event["id"]) for call, event in list(self.acknowledged)}

    def stop(self) -> None:
        """Waits for the last answers; fails where one was not as it should be."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(20)
        if self.unexpected:
            raise self.unexpected[0]

    def _tell(self) -> None:
        client = self._server.client()
        try:
            while not self._stopped.is_set():
                call = Call(client, session=session_id())
                for kind, user in [("queued", None), ("offered", PIA), ("accepted", PIA), ("ended", None)]:
                    event = call.event(kind, user=user)
                    answer = call.send(event)
                    if answer.status == 202:
                        self.acknowledged.append((call, event))
                    elif self._may_fail(answer):
                        self.refusals.append(answer)
                    else:
                        raise AssertionError(f"{answer.status}: {answer.body!r}")
                    if self._stopped.is_set():
                        break
        except (OSError, http.client.HTTPException):
            pass  # The server is gone: that is what these tests are about.
        except BaseException as error:
            self.unexpected.append(error)


def repeat(server: Callcard, load: Load, most: int = 40) -> None:
    """Tells the last acknowledged events again: none may have an effect on what users see."""
    pia, client = team.desk(server, PIA), server.client()
    for call, event in load.acknowledged[-most:]:
        before = pia.detail(call)
        assert call.send(event, client).status == 202
        assert pia.detail(call) == before, "an acknowledged event was new after the restart"
