"""Pairs of teams, strangers to one another, on one server: red, and blue, who must see nothing of what red does.

Both are drawn to the same sessions, numbers, tags and ids on purpose. `{p}` in a text stands for the pair's number, so that one
sequence of calls can be made by any pair.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from fakes.flow import Flow
from fakes.upstream import TOKEN, Exchange, Upstream
from kit import team as people
from kit.books import person
from kit.installation import Installation
from kit.keys import Key, Keyring
from kit.webhooks import fresh_secret

RED, BLUE = "red", "blue"
ROLES = ("sessionService", "owner", "agent", "flow", "operator")
NUMBERS = [f"+3319900{{p}}{digit}" for digit in range(4)]
"""Callers of a pair: the first stands in the book of all, the second in every CRM, the third in the books of a colour."""
SESSIONS = ["s1-{p}", "s2-{p}", "s3-{p}"]
RED_SESSION = "s4-{p}"
"""A session that blue never names."""
WEBHOOK_IDS = ["msg-1-{p}", "msg-2-{p}"]
PERSON_ROLES = ("owner", "agent")
SHARED = ("contacts", "crm", "flow")
"""A book and connectors that all teams may use; all others are one team's, or those of one colour (`private`)."""


def filled(text: str, pair: int) -> str:
    """A text with the pair's number in it."""
    return text.replace("{p}", f"{pair:03d}")


def services(team: str) -> list[str]:
    """Ids of a team's two services."""
    return [f"{team}{{p}}", f"{team}{{p}}x"]


def upn(name: str) -> str:
    """The UPN of a person or a service."""
    return f"{name}@example.com"


def users(team: str) -> list[str]:
    """UPNs of a team's agent and of its owner."""
    return [upn(f"{team}{{p}}-ann"), upn(f"{team}{{p}}-olga")]


def book(team: str) -> str:
    """The book that a team's flows fill."""
    return f"pushed-{team}{{p}}"


def file_book(team: str) -> str:
    """A book of a file, for all teams of a colour."""
    return f"vip-{team}"


def crm(team: str) -> str:
    """The CRM of all teams of a colour."""
    return f"crm-{team}"


def hook(team: str) -> str:
    """The name under which a team's webhooks speak."""
    return f"hook-{team}{{p}}"


def private(team: str) -> list[str]:
    """Books and connectors that the other team may not have."""
    return [file_book(team), book(team), hook(team), crm(team)]


def connectors(team: str, pair: int) -> list[str]:
    """What a team asks: everybody the common book, its own books and webhook; then nothing else, a flow or a CRM of all, or the CRM
    of its colour."""
    more = [[], ["flow"], ["crm"], [crm(team)]][pair % 4]
    return ["contacts", file_book(team), book(team), hook(team), *more]


def shares_connector(pair: int) -> bool:
    """Whether both teams of a pair ask the CRM of all."""
    return pair % 4 == 2


def telephone(team: str, service: str) -> str:
    """The number under which a service is called."""
    first, second = ("+442079460{p}", "+493023125{p}") if team == RED else ("+3319900{p}8", "+3319900{p}9")
    return second if service.endswith("x") else first


def settings(team: str, service: str, pair: int) -> dict[str, Any]:
    """The settings that a service begins with."""
    extra = service.endswith("x")
    return people.settings(
        *users(team),
        displayName=f"{team} {'two' if service.endswith('x') else 'one'}",
        owners=[users(team)[1]],
        upn=upn(service),
        telNumber=telephone(team, service),
        connectors=connectors(team, pair),
        contexts=[{"name": "Open", "template": "https://crm.example/{Caller.Number}{?Customer.DisplayName,Parameter.ticket}"}],
        parameters=[{"name": "ticket"}],
        tagRecall=not extra,
        region="FR",
    )


@dataclass
class Outside:
    """What the teams of one server ask: CRMs, and a flow that tells who asked it."""

    crms: dict[str, Upstream]
    flow: Flow

    @staticmethod
    def open(leak: str = "") -> Outside:
        """CRMs that know the second number of each pair, and a flow that opens a ticket for each task."""
        outside = Outside({name: Upstream() for name in ("crm", crm(RED), crm(BLUE))}, Flow())
        for name, upstream in outside.crms.items():
            for pair in range(1_000):
                phone = filled(NUMBERS[1], pair)
                upstream.know({"id": f"{name}-{pair}", "first": "Carla", "last": f"Of {name}", "phones": [phone]})
        first: dict[str, dict[str, Any]] = {}

        def play(exchange: Exchange, call: dict[str, Any]) -> None:
            known = first.setdefault(str(call.get("callerTelNumber")), call)
            exchange.reply(200, ticket(known if leak == "answers" else call))

        outside.flow.play = play
        return outside

    def close(self) -> None:
        """Stops them all."""
        for upstream in self.crms.values():
            upstream.close()
        self.flow.__exit__()

    def questions(self, team: str, pair: int) -> list[Any]:
        """What they were asked for a team; of what all may use only the flow's questions, as they name a service."""
        asked = [request.target for request in self.crms[crm(team)].requests if f"{pair:03d}" in request.target[-4:]]
        flow = [call for call in self.flow.calls if str(call.get("serviceId", "")).startswith(f"{team}{pair:03d}")]
        return sorted(asked) + sorted(flow, key=lambda call: json.dumps(call | {"created": ""}, sort_keys=True))


def ticket(call: dict[str, Any]) -> bytes:
    """What the flow says of a task."""
    who = f"{call.get('serviceId')}-{call.get('taskId')}"
    return json.dumps(
        {
            "customer": {"firstName": "Flora", "lastName": f"Of {call.get('serviceId')}"},
            "customContextParameters": [{"name": "ticket", "value": who}],
            "preferredUsers": [{"upn": upn(f"{call.get('serviceId')}-preferred"), "priority": 1}],
        }
    ).encode()


@cache
def keys(pair: int) -> dict[tuple[str, str], Key]:
    """A key for each role of each team of a pair."""
    made = {}
    for team in (RED, BLUE):
        reach = tuple(filled(service, pair) for service in services(team))
        ann, olga = (filled(user, pair) for user in users(team))
        of = {"agent": ann, "owner": olga}
        for role in ROLES:
            made[team, role] = Key(f"{team}{pair:03d}-{role.lower()}", role, reach, of.get(role))
    return made


@cache
def secret(team: str, pair: int) -> str:
    """What signs a team's webhooks."""
    return fresh_secret()


class TeamsInstallation(Installation):
    """An installation of very many services, written as JSON, which YAML can read and Python writes quickly."""

    @staticmethod
    def yaml(value: Mapping[str, Any]) -> str:
        """JSON."""
        return json.dumps(value)


LEAKS = {
    "switch": "red's switch reaches blue's calls",
    "operator": "red's operator reaches what blue's do",
    "flow": "red's flows reach blue's books and tasks",
    "owner": "red's owner reaches blue's settings",
    "webhook": "red's webhooks speak of blue's callers",
    "answers": "a flow's answer is everybody's",
}
"""What the operator may have got wrong, so that red's deeds show: each must be found."""


def installation(folder: Path, pairs: Iterable[int], outside: Outside, leak: str = "") -> Installation:
    """A server for these pairs; `leak` is one of `LEAKS`."""
    made = TeamsInstallation(folder, Keyring())
    made.config |= {
        "rates": {"perSecond": 100_000, "burst": 100_000},
        "switches": {"get": True},
        "triggers": {"allow": ["127.0.0.0/8"], "http": True},
        "webhooks": [],
    }
    recall = made.file("recall.key", bytes(range(32)), mode=0o600)
    made.config["sessions"] = {"recall": {"keyFile": recall.name}}
    made.config["journal"] = "callcard.sqlite"
    pairs = list(pairs)
    made.add_book("contacts", [person(f"c-{pair}", filled(NUMBERS[0], pair), "Anna Common") for pair in pairs])
    made.add_connector("crm", outside.crms["crm"].url, TOKEN)
    for team in (RED, BLUE):
        own = [filled(service, pair) for pair in pairs for service in services(team)]
        made.add_connector(crm(team), outside.crms[crm(team)].url, TOKEN, services=own)
        contacts = [person(f"v-{pair}", filled(NUMBERS[2], pair), f"Vera {team.capitalize()}") for pair in pairs]
        made.add_book(file_book(team), contacts, services=own)
    made.file("flow-url.txt", outside.flow.url + "\n", mode=0o600)
    made.config["connectors"].append(
        {
            "id": "flow",
            "manifest": "power-automate",
            "settings": {"triggerURL": {"file": "flow-url.txt"}},
            "allow": ["127.0.0.0/8"],
            "http": True,
        }
    )
    for pair in pairs:
        _add_pair(made, pair, leak)
    return made


def _add_pair(made: Installation, pair: int, leak: str) -> None:
    for (team, role), key in keys(pair).items():
        reaches_far = team == RED and role == {"switch": "sessionService"}.get(leak, leak)
        other = keys(pair)[BLUE, role]
        made.add_key(replace(key, services=key.services + other.services) if reaches_far else key)
    for team in (RED, BLUE):
        own = [filled(service, pair) for service in services(team)]
        made.config["books"].append({"id": filled(book(team), pair), "api": True, "services": own})
        name = filled(hook(team), pair)
        made.file(f"{name}.txt", secret(team, pair) + "\n", mode=0o600)
        teams = (RED, BLUE) if leak == "webhook" and team == RED else (team,)
        reach = [filled(service, pair) for one in teams for service in services(one)]
        made.config["webhooks"].append({"connector": name, "services": reach, "secrets": [{"file": f"{name}.txt"}]})
        for service in services(team):
            text = filled(json.dumps(settings(team, service, pair)), pair)
            made.services[filled(service, pair)] = json.loads(text)
