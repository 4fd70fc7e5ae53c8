"""A day at a service desk: many calls of callers whom the books know, with every way that a call can go."""

from __future__ import annotations

import random
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from kit import canary, team
from kit.books import contact
from kit.calls import Call
from kit.canary import Scanner
from kit.entries import ANONYMOUS
from kit.installation import Installation
from kit.process import Callcard, Launcher
from kit.team import BEN, CLEO, CODED, PIA
from kit.waiting import until

AGENTS = [PIA, BEN, CLEO]
CALLERS = 12
"""People, each with a number of the Berlin block."""
CLIENTS = 8
RETENTION_MS = 1_500


class Day:
    """A server, callers with names that nobody has, and what becomes of them."""

    def __init__(self, launcher: Launcher, recall: bool = False, **more: Any) -> None:
        """`more` are settings of the service."""
        self.mark = secrets.token_hex(5)
        self.numbers = [f"+493023125{index}" for index in random.sample(range(200, 1_000), CALLERS)]
        made = team.sign_in_by_links(team.installation(launcher, retentionMs=RETENTION_MS, tagRecall=recall, **more))
        people = [
            contact(str(index), number, firstName=f"First{self.mark}", lastName=f"Last{self.mark}", company=f"Firm{self.mark}")
            for index, number in enumerate(self.numbers)
        ]
        made.add_book("people", people)
        made.services["support"]["connectors"] = ["contacts", "people"]
        if recall:
            made.file("recall.key", secrets.token_bytes(32), mode=0o600)
            made.config["sessions"] = {"recall": {"keyFile": "recall.key"}}
        self.installation: Installation = made
        made.write()
        self.before = canary.snapshot(made.folder)
        self.server: Callcard = launcher.start(made)
        self.calls = 0
        self.known = 0

    @property
    def scanner(self) -> Scanner:
        """Looks for every caller."""
        scanner = Scanner()
        scanner.plant_text("name", self.mark)
        for number in self.numbers:
            scanner.plant_number("number", number)
        scanner.plant_text("address", "198.51.100.77")
        return scanner

    def play(self, count: int) -> None:
        """Plays calls, several at a time."""
        with ThreadPoolExecutor(CLIENTS) as pool:
            for future in [pool.submit(self._part, seed, count // CLIENTS) for seed in range(CLIENTS)]:
                future.result()
        self.calls = count // CLIENTS * CLIENTS

    def _part(self, seed: int, count: int) -> None:
        chance = random.Random(seed)
        client = self.server.client()
        desks = {user: team.desk(self.server, user) for user in AGENTS}
        for index in range(count):
            user, number = chance.choice(AGENTS), chance.choice(self.numbers)
            caller = {"number": number, "ip": "198.51.100.77"}
            if index % 5 == 4:
                call = Call(client, outbound=True, number=number).dialing(user, caller=caller)
                if chance.random() < 0.6:
                    call.ringing()
                    if chance.random() < 0.7:
                        call.accepted()
                call.ended(chance.choice(["busy", "unreachable", "cancelled", None]))
                continue
            call = Call(client, number=number).queued(caller=caller)
            match chance.choice(["accepted", "accepted", "declined", "unanswered", "abandoned", "overflow"]):
                case "accepted":
                    call.offered(user).accepted(user)
                    if seed == 0 and index % 10 == 0:
                        self.known += desks[user].detail(call)["caller"]["known"]
                    call.ended()
                    desks[user].saved(call, **CODED, tags=[chance.choice(["call back", "invoice", "angry"])])
                case "declined":
                    call.offered(user).declined(user).ended()
                case "unanswered":
                    call.offered(user).unanswered(user).ended()
                case reason:
                    call.ended(None if reason == "abandoned" else reason)

    def is_forgotten(self) -> bool:
        """Whether every entry in every list is Anonymous."""
        for user in AGENTS:
            for page in team.desk(self.server, user).pages(limit=200):
                if any(entry["caller"] != ANONYMOUS for entry in page["items"]):
                    return False
        return True

    def entries(self) -> int:
        """All entries of all users."""
        return sum(len(page["items"]) for user in AGENTS for page in team.desk(self.server, user).pages(limit=200))

    def check(self) -> None:
        """After the retention the entries are there, every caller is Anonymous, and nothing of one is anywhere."""
        assert self.known > 0, "callers were known while they called"
        until(self.is_forgotten, "every caller is forgotten", seconds=RETENTION_MS / 1_000 + 10)
        assert self.entries() >= self.calls
        folder, scanner = self.installation.folder, self.scanner
        metrics = self.server.anonymous().get("/metrics").body
        sightings = scanner.scan("metrics", metrics) + scanner.scan_folder(folder, self.before)
        sightings += scanner.scan_open_files(self.server.process.pid, self.before)
        assert self.server.stop() == 0
        sightings += scanner.scan("output", self.server.stdout.bytes + self.server.stderr.bytes)
        sightings += scanner.scan_folder(folder, self.before)
        assert sightings == []
