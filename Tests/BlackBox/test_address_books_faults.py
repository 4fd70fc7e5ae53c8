"""C10 Address books that flows fill, when it goes wrong: stops, reloads and kills while contacts come, and contacts that mean harm."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from kit.client import Client
from kit.installation import Installation
from kit.process import Callcard, Launcher
from kit.waiting import until

PUSHED = "/v2/AddressBooks/pushed/contacts"
NUMBER = "+493023125600"
HOSTILE = [
    '"}]},{"externalId": "another"',
    "<script>alert(1)</script>",
    "../../../etc/passwd?#",
    "javascript:alert(1)//@evil.example",
    "$(Customer.Email) {Customer.Email} {{7*7}}",
    '=HYPERLINK("https://evil.example")',
    "a\u0000b\r\nSet-Cookie: c",
    "\u202egnp.exe\u2066 \ufeff",
    "e\u0301\U0001f9d1\u200d\U0001f680",
    "x" * 5_000,
]
"""Names that somebody might hope are read as something else."""


def installation(launcher: Launcher, **more: Any) -> Installation:
    """A book that flows fill, and a service that looks into it."""
    made = launcher.installation()
    made.config["rates"] = {"perSecond": 100_000, "burst": 100_000}
    made.config["books"] = [{"id": "pushed", "api": True} | more]
    made.add_service("support", ["pushed"], contexts=[{"name": "Open", "template": "https://crm.example/{Customer.LastName}"}])
    return made


def flow(server: Callcard) -> Client:
    """The key of a flow for `support`."""
    return server.client(server.installation.keys.flow)


def in_file(path: Path) -> set[str]:
    """Ids of the contacts in a book's file, which must be whole."""
    return {contact["externalId"] for contact in json.loads(path.read_bytes())} if path.exists() else set()


class Pusher:
    """Puts contacts into a book, one after the other, until the server is gone."""

    def __init__(self, server: Callcard, name: str) -> None:
        self.acknowledged: set[str] = set()
        self._client, self._name = flow(server), name
        self._thread = threading.Thread(target=self._push, daemon=True)
        self._thread.start()

    def _push(self) -> None:
        index = 0
        while True:
            contact = {"externalId": f"{self._name}-{index}", "firstName": "Anna", "businessPhones": [NUMBER]}
            try:
                if self._client.post(PUSHED, contact).status != 200:
                    return
            except OSError:
                return
            self.acknowledged.add(contact["externalId"])
            index += 1

    def finish(self) -> set[str]:
        """Waits until there is no server any more; returns the ids of all that was acknowledged."""
        self._thread.join(timeout=20)
        assert not self._thread.is_alive()
        return self.acknowledged


def push(server: Callcard, count: int = 4) -> list[Pusher]:
    """Several at once, each of which has begun."""
    pushers = [Pusher(server, f"p{index}") for index in range(count)]
    until(lambda: all(len(pusher.acknowledged) > 5 for pusher in pushers), "contacts come")
    return pushers


@pytest.mark.parametrize("round", range(3))
def test_c10_a_stop_loses_nothing(launcher: Launcher, round: int) -> None:
    """C10: whatever was acknowledged, also while the server stopped, is in the file once it has."""
    made = installation(launcher, file="pushed.json")
    server = launcher.start(made)
    pushers = push(server)
    server.process.terminate()
    assert server.wait() == 0
    acknowledged = set().union(*(pusher.finish() for pusher in pushers))
    assert acknowledged - in_file(made.folder / "pushed.json") == set()


def test_c10_reloads_while_contacts_come(launcher: Launcher) -> None:
    """C10, F10: each reload keeps what is in memory, the file is whole at any time, and no false alarm stays."""
    made = installation(launcher, file="pushed.json")
    path = made.folder / "pushed.json"
    server = launcher.start(made)
    pushers = push(server)
    operator = server.operator()
    for _ in range(40):
        assert operator.post("/v1/reload").status == 200
        in_file(path)
    assert server.anonymous().get("/readyz").status == 200
    until(lambda: in_file(path), "the file is written")
    seen = [set(pusher.acknowledged) for pusher in pushers]
    assert {contact["externalId"] for contact in flow(server).get(f"{PUSHED}?externalIds=p0-0&externalIds=p3-0").json} == {
        "p0-0",
        "p3-0",
    }
    until(lambda: set().union(*seen) <= in_file(path), "the file follows", seconds=10)
    checks = {check["name"]: check["status"] for check in server.anonymous().get("/readyz").json["checks"]}
    assert checks["book pushed"] == "ok"
    server.kill()
    for pusher in pushers:
        pusher.finish()


def test_c10_what_is_in_the_file_outlives_a_kill(launcher: Launcher) -> None:
    """C10: `kill -9` costs at most what had not come to the file; the draft that it leaves is in nobody's way."""
    made = installation(launcher, file="pushed.json")
    path = made.folder / "pushed.json"
    server = launcher.start(made)
    pushers = push(server)
    until(lambda: in_file(path), "the file is written")
    server.kill()
    for pusher in pushers:
        pusher.finish()
    kept = in_file(path)
    (made.folder / "pushed.json.new").write_text("[ half of")
    server = launcher.start(made)
    assert flow(server).get("/v2/AddressBooks").json == [{"id": "pushed", "name": "pushed", "contacts": len(kept)}]
    assert flow(server).post(PUSHED, {"externalId": "after", "businessPhones": [NUMBER]}).json["added"] == 1
    assert server.stop() == 0
    assert in_file(path) == kept | {"after"} and not (made.folder / "pushed.json.new").exists()


def test_c10_a_contact_that_is_too_large_does_not_cost_the_book(launcher: Launcher) -> None:
    """C10: what a book's file could not hold is rejected; the largest that is taken comes back after a restart."""
    made = installation(launcher, file="pushed.json")
    server = launcher.start(made)
    client = flow(server)

    def contact(name: str, fields: int) -> dict[str, Any]:
        return {
            "externalId": name,
            "businessPhones": [NUMBER],
            "customFields": [{"name": f"f{index}", "value": "x" * 1_024} for index in range(fields)],
        }

    answer = client.post(PUSHED, [contact("large", 60), contact("too large", 64)]).json
    assert (answer["added"], answer["rejected"]) == (1, [{"externalId": "too large", "code": "invalidValue"}])
    assert server.stop() == 0
    server = launcher.start(made)
    assert [match["caller"]["id"] for match in server.client().lookup(NUMBER, service="support")["matches"]] == ["large"]
    assert flow(server).get("/v2/AddressBooks").json[0]["contacts"] == 1


@pytest.mark.parametrize("name", HOSTILE)
def test_c10_hostile_names_are_data(launcher: Launcher, name: str) -> None:
    """C10: a name is shown as it is, leads nowhere else, and comes back the same after a restart."""
    made = installation(launcher, file="pushed.json")
    server = launcher.start(made)
    contact = {"externalId": name[:128], "lastName": name, "businessPhones": [NUMBER]}
    assert flow(server).post(PUSHED, contact).json["added"] == 1
    before = server.client().lookup(NUMBER, service="support")
    for link in before["contexts"]:
        assert link["url"].startswith("https://crm.example/")
    assert server.stop() == 0
    server = launcher.start(made)
    after = server.client().lookup(NUMBER, service="support")
    assert (after["caller"], after["contexts"]) == (before["caller"], before["contexts"])
    assert flow(server).post(PUSHED, contact).json["unchanged"] == 1
