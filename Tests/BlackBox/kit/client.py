"""An HTTP client that keeps its connection and checks every answer against the contract."""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kit import contract
from kit.keys import Key
from kit.rules import check_lookup

Body = dict[str, Any] | list[Any] | bytes | None


@dataclass(frozen=True)
class Answer:
    """One HTTP answer, read to its end."""

    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes
    elapsed: float
    """Seconds from the last byte of the request to the last byte of the answer."""

    @cached_property
    def json(self) -> Any:
        """The body as JSON."""
        return contract.strict_json(self.body)

    @property
    def code(self) -> str | None:
        """The stable word of an error; `None` for anything else."""
        return self.json.get("code") if "problem+json" in self.headers.get("content-type", "") else None

    @property
    def pointers(self) -> list[tuple[str, str]]:
        """(pointer, code) of each error of a 422."""
        return [(error["pointer"], error["code"]) for error in self.json.get("errors", [])]


class Client:
    """Talks to one server with one key over one kept connection. Not for use by two threads at once."""

    def __init__(self, host: str, port: int, key: Key | None = None, timeout: float = 15) -> None:
        self.host, self.port, self.key = host, port, key
        self._connection = http.client.HTTPConnection(host, port, timeout=timeout)

    def close(self) -> None:
        """Ends the kept connection."""
        self._connection.close()

    def request(
        self, method: str, path: str, body: Body = None, *, headers: dict[str, str] | None = None, checked: bool = True
    ) -> Answer:
        """Sends one request; JSON unless `body` is bytes. `headers` replace those made here; an empty value leaves one out."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        sent = {"Content-Type": "application/json"} if data is not None else {}
        if self.key is not None:
            sent["Authorization"] = f"Bearer {self.key.token}"
        sent = {name: value for name, value in (sent | (headers or {})).items() if value}
        answer = self._send(method, path, data, sent)
        if checked:
            contract.check(method, path, answer.status, answer.headers, answer.body)
            self._check_silence(body, answer)
        return answer

    def get(self, path: str, **more: Any) -> Answer:
        """`GET path`."""
        return self.request("GET", path, **more)

    def post(self, path: str, body: Body = None, **more: Any) -> Answer:
        """`POST path` with `body`."""
        return self.request("POST", path, body, **more)

    def lookup(self, number: str, **members: Any) -> dict[str, Any]:
        """Looks `number` up, expects 200, and checks the rules that hold for every lookup."""
        answer = self.timed_lookup(number, **members)
        return answer.json

    def timed_lookup(self, number: str, **members: Any) -> Answer:
        """As `lookup`, with the time it took."""
        answer = self.post("/v1/lookups", {"number": number, **members})
        assert answer.status == 200, answer.body
        check_lookup(answer.json)
        return answer

    def forget(self, number: str) -> dict[str, Any]:
        """Forgets `number` and returns the receipt."""
        answer = self.post("/v1/forget", {"number": number})
        assert answer.status == 200, answer.body
        return answer.json

    def _send(self, method: str, path: str, data: bytes | None, headers: dict[str, str]) -> Answer:
        for attempt in (1, 2):
            try:
                self._connection.request(method, path, data, headers)
                sent = time.monotonic()
                response = self._connection.getresponse()
                body = response.read()
                break
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                # The server may have closed the idle connection; a fresh one must do.
                self._connection.close()
                if attempt == 2:
                    raise
        names = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, names, body, time.monotonic() - sent)

    @staticmethod
    def _check_silence(body: Body, answer: Answer) -> None:
        """No error repeats the number that it is about."""
        if answer.status >= 400 and isinstance(body, dict) and isinstance(body.get("number"), str):
            number = body["number"].strip()
            assert len(number) < 4 or number.encode() not in answer.body, "an error repeats the number"


def outcome(answer: dict[str, Any], connector: str) -> str:
    """How `connector` fared in a lookup's answer."""
    return report(answer, connector)["outcome"]


def report(answer: dict[str, Any], connector: str) -> dict[str, Any]:
    """The entry of `connector` in a lookup's answer."""
    reports = {entry["id"]: entry for entry in answer["connectors"]}
    assert connector in reports, f"{connector} is not among {list(reports)}"
    return reports[connector]
