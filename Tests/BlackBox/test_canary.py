"""C4, D16 The canary run: numbers, names and secrets are planted, seen to be resolved, and then found nowhere."""

from __future__ import annotations

import base64
import json
import os
import secrets
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fakes import faults
from fakes.upstream import Upstream, record
from kit import canary
from kit.books import contact
from kit.canary import Scanner, Sighting
from kit.client import Client
from kit.contract import REPOSITORY
from kit.installation import Installation
from kit.process import BINARY, Callcard, Launcher
from kit.waiting import until

LEAKY = Path(os.environ.get("CALLCARD_LEAKY_BIN", REPOSITORY / ".build" / "debug" / "callcard-leaky"))


def word(kind: str) -> str:
    """A name that nobody has."""
    return f"{kind}\u00f6{secrets.token_hex(5)}"


@dataclass
class Birds:
    """What is planted."""

    in_book: str
    in_crm: str
    nowhere: str
    names: dict[str, str]
    token: str

    @staticmethod
    def hatch() -> Birds:
        """New ones for each run."""
        names = {kind: word(kind) for kind in ("First", "Last", "Company", "CrmFirst", "CrmLast", "Sample", "Mail", "Html")}
        book, crm, nowhere = (f"+493023125{index}" for index in secrets.SystemRandom().sample(range(200, 1_000), 3))
        return Birds(book, crm, nowhere, names, f"crm-{secrets.token_urlsafe(24)}")

    def scanner(self, server: Callcard) -> Scanner:
        """Looks for all of them, and for every secret of the installation."""
        scanner = Scanner()
        for name in ("in_book", "in_crm", "nowhere"):
            scanner.plant_number(f"number {name}", getattr(self, name))
        for kind, name in self.names.items():
            scanner.plant_text(f"name {kind}", name)
        scanner.plant_text("token of the CRM", self.token)
        for key in server.installation.keys.all():
            scanner.plant_text(f"key {key.id}", key.secret)
        return scanner


class Run:
    """One server with birds in it."""

    def __init__(self, launcher: Launcher, upstream: Upstream, binary: Path = BINARY, **variables: str) -> None:
        self.birds = Birds.hatch()
        self.errors: list[bytes] = []
        self._upstream = upstream
        upstream.token = self.birds.token
        installation = launcher.installation()
        self._plant(installation)
        installation.write()
        self.before = canary.snapshot(installation.folder)
        self.server = launcher.start(installation, binary, **variables)
        self.scanner = self.birds.scanner(self.server)

    def _plant(self, installation: Installation) -> None:
        birds, upstream = self.birds, self._upstream
        installation.add_book(
            "contacts",
            [
                contact(
                    "17",
                    birds.in_book,
                    firstName=birds.names["First"],
                    lastName=birds.names["Last"],
                    company=birds.names["Company"],
                    email=f"{birds.names['Mail']}@acme.example",
                )
            ],
        )
        installation.add_connector("crm", upstream.url, birds.token)
        installation.add_service(
            "support",
            ["contacts", "crm"],
            contexts=[{"name": "Open", "template": "https://crm.example/{Customer.LastName}?phone={Caller.Number}"}],
        )
        upstream.know(record(birds.in_crm, birds.names["CrmFirst"], birds.names["CrmLast"], company=birds.names["Company"]))

    def live(self) -> None:
        """A working day: callers are resolved, requests are wrong, upstreams fail, people make mistakes."""
        birds, operator, switch = self.birds, self.server.operator(), self.server.client()
        for _ in range(2):
            answer = operator.lookup(birds.in_book, service="support", explain=True)
            assert answer["caller"]["lastName"] == birds.names["Last"]
            # Reasons are words about words: no caller stands in them.
            self.errors.append(json.dumps(answer["trace"], ensure_ascii=False).encode())
            assert switch.lookup(birds.in_crm, service="support", session="c-1")["caller"]["lastName"] == birds.names["CrmLast"]
            assert switch.lookup(f"sip:0{birds.in_book[3:]}@pbx.example", service="support")["status"] == "resolved"
        self._make_mistakes(switch)
        self._make_upstream_fail(switch)
        preview = {
            "template": "https://crm.example/{Customer.LastName}",
            "service": "support",
            "sample": {"Customer.LastName": birds.names["Sample"]},
        }
        assert birds.names["Sample"][:4] in operator.post("/v1/templates/preview", preview).json["url"]
        switch.forget(birds.nowhere)
        self._reload(operator)

    def _make_mistakes(self, client: Client) -> None:
        number, name = self.birds.in_book, self.birds.names["Last"]
        bodies: list[Any] = [
            b'{"number": "' + number.encode() + b'",',
            b'{"number": "' + number.encode() + b'", "number": "' + number.encode() + b'"}',
            {"number": number, "deadlineMs": number},
            {"number": number, "region": name},
            {"number": number, number: name},
            {"number": number, "session": f"{number} {name}"},
            {"number": number, "service": name},
            {"number": f"{name}"},
            [number, name],
            {"number": f"tel:{number};phone-context={name}", "extra": name},
        ]
        for body in bodies:
            answer = client.post("/v1/lookups", body)
            if answer.status >= 400:
                self.errors.append(answer.body)
        for path in (f"/v1/{number}", f"/v1/services/{name.encode().hex()}/settings", f"/v1/lookups?number=%2B{number[1:]}"):
            answer = client.request("GET", path, checked=False)
            self.errors.append(answer.body)

    def _make_upstream_fail(self, client: Client) -> None:
        birds, page = self.birds, f"<html>{self.birds.names['Html']} {self.birds.nowhere}</html>".encode()
        for fault in (
            faults.body(page),
            faults.status(500),
            faults.body(page, status=503),
            faults.status(302, Location=f"/{birds.nowhere}"),
            faults.body(b'{"contacts":[{"id":{"' + birds.names["Html"].encode() + b'":1}}]}'),
            faults.cut(-20),
        ):
            self._upstream.faults[birds.nowhere] = fault
            client.lookup(birds.nowhere, service="support", deadlineMs=400)

    def _reload(self, operator: Client) -> None:
        service = self.server.installation.folder / "services" / "support.yaml"
        whole = service.read_text()
        service.write_text(f"{whole}retentionMs: {self.birds.token}\nregion: {self.birds.names['Company']}\n")
        operator.post("/v1/reload", checked=False)
        self.server.signal(signal.SIGHUP)
        service.write_text(whole)
        assert operator.post("/v1/reload").status == 200

    def look(self) -> list[Sighting]:
        """Everything that came out of the process, and every file that it wrote or holds open."""
        found = self.scanner.scan_open_files(self.server.process.pid, self.before)
        found += self.scanner.scan("/metrics", self.server.anonymous().get("/metrics").body)
        found += self.scanner.scan("/readyz", self.server.anonymous().get("/readyz").body)
        for index, error in enumerate(self.errors):
            found += self.scanner.scan(f"error answer {index}", error)
        return found + self.look_behind()

    def look_behind(self) -> list[Sighting]:
        """What is left to see of a process, ended or not: its output, and the folders that it may write to."""
        found = self.scanner.scan("stdout", self.server.stdout.bytes) + self.scanner.scan("stderr", self.server.stderr.bytes)
        found += self.scanner.scan_folder(self.server.installation.folder, self.before)
        return found + self.scanner.scan_folder(self.server.home, {})


def test_no_bird_gets_out(launcher: Launcher, upstream: Upstream) -> None:
    """C4: after a day with every kind of mistake nothing is found while it runs, and nothing after it has ended."""
    run = Run(launcher, upstream)
    run.live()
    assert run.look() == []
    assert run.server.stop() == 0
    assert run.look_behind() == []


@pytest.mark.parametrize("crash", [signal.SIGSEGV, signal.SIGABRT, signal.SIGILL, signal.SIGTRAP, signal.SIGKILL])
def test_a_crash_tells_nothing(launcher: Launcher, upstream: Upstream, crash: signal.Signals) -> None:
    """D16: neither a report nor a core file with a caller in it."""
    run = Run(launcher, upstream)
    assert run.server.operator().lookup(run.birds.in_book, service="support")["status"] == "resolved"
    assert run.server.client().lookup(run.birds.in_crm, service="support")["status"] == "resolved"
    run.server.signal(crash)
    assert run.server.wait(20) == -crash
    assert run.look_behind() == []
    assert not [path for path in run.server.home.rglob("*") if path.name.startswith("core")]
    assert b"rax" not in run.server.stderr.bytes and b"Registers" not in run.server.stderr.bytes


def test_a_leaky_build_turns_the_check_red(launcher: Launcher, upstream: Upstream) -> None:
    """C4: the same run with a build that logs callers on purpose is caught; a check that can't fail proves nothing."""
    if not LEAKY.exists():
        pytest.skip(f"{LEAKY.name} is not built; name it in CALLCARD_LEAKY_BIN")
    run = Run(launcher, upstream, LEAKY, CALLCARD_CANARY_LEAK="1")
    run.live()
    until(lambda: run.look() != [], "the leak is seen")
    assert {sighting.canary for sighting in run.look()} & {"number in_book", "number in_crm"}


@pytest.mark.parametrize(
    "form, data", list(canary.forms("+493023125777")), ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_scanner_sees_every_form(form: str, data: bytes, tmp_path: Path) -> None:
    """The scanner finds each writing of a number inside a larger file."""
    scanner = Scanner()
    scanner.plant_number("number", "+493023125777")
    (tmp_path / "file.log").write_bytes(b"noise " * 1_000 + data + b" noise")
    assert scanner.scan_folder(tmp_path, {}) != [], form


def test_the_scanner_sees_base64_inside_longer_texts() -> None:
    """A token that holds a number somewhere in its middle."""
    scanner = Scanner()
    scanner.plant_number("number", "+493023125777")
    for before in ("a", "ab", "abc", "abcd"):
        assert scanner.scan("text", base64.b64encode(f'{before}{{"number":"+493023125777"}}'.encode()))


def test_the_scanner_is_quiet_about_other_numbers(tmp_path: Path) -> None:
    """A neighbour's number is no sighting."""
    scanner = Scanner()
    scanner.plant_number("number", "+493023125777")
    (tmp_path / "file.log").write_text("+493023125778 493023125776 030 23125 779")
    assert scanner.scan_folder(tmp_path, {}) == []
