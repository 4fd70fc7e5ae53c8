"""C9 `explain`: what was asked of whom, how long it took, what came back, and why it won or lost."""

from __future__ import annotations

from typing import Any

import pytest

from fakes import faults
from fakes.upstream import Upstream, record
from kit.books import anna, person
from kit.client import Client
from kit.numbers import ANNA, Numbers
from kit.process import Callcard, Launcher

Step = dict[str, Any]


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, module_upstream: Upstream) -> Callcard:
    """Two books that disagree about Anna's number, and a CRM that knows her company."""
    installation = module_launcher.installation()
    installation.add_book("contacts", [{name: value for name, value in anna().items() if name != "company"}])
    installation.add_book("others", [person("9", ANNA, "Bruno Weber")])
    installation.add_connector("crm", module_upstream.url, module_upstream.token)
    links = [{"name": "Search", "template": "https://crm.example/search?phone={Caller.Number}"}]
    links += [{"name": "Mail", "template": "https://crm.example/{Customer.Email}"}]
    installation.add_service("support", ["contacts", "others", "crm"], contexts=links)
    module_upstream.know(record(ANNA, "Anna", "Meier", company="ACME AG"))
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The operator, who may ask for reasons."""
    return server.operator()


def steps(answer: dict[str, Any], kind: str) -> list[Step]:
    """The steps of one kind."""
    return [step for step in answer["trace"] if step["kind"] == kind]


def test_only_when_asked_for(client: Client) -> None:
    """Reasons come on demand; the answer is the same otherwise."""
    plain, explained = client.lookup(ANNA, service="support"), client.lookup(ANNA, service="support", explain=True)
    assert "trace" not in plain and explained["trace"]
    assert [plain[name] for name in ("status", "caller", "sources", "contexts")] == [
        explained[name] for name in ("status", "caller", "sources", "contexts")
    ]


def test_every_connector_is_told_of(client: Client) -> None:
    """One step for reading the number, one for each connector, in the order of time."""
    answer = client.lookup(ANNA, service="support", explain=True)
    assert len(steps(answer, "number")) == 1
    assert sorted(step["connector"] for step in steps(answer, "ask")) == ["contacts", "crm", "others"]
    assert all(step["reason"] for step in answer["trace"])


def test_why_one_won_and_another_lost(client: Client) -> None:
    """Each match has a step that says what became of it, each field its source, each link its fate."""
    answer = client.lookup(ANNA, service="support", explain=True)
    choices = steps(answer, "choose")
    assert [step["connector"] for step in choices] == ["contacts", "others", "crm"]
    assert all(step["candidates"] == ["contacts", "others", "crm"] for step in choices)
    assert len({step["reason"] for step in choices}) == 3, "the caller, another person, and who fills gaps are told apart"
    fields = {step["field"]: step["connector"] for step in steps(answer, "field")}
    assert fields["company"] == "crm" and fields["firstName"] == "contacts"
    assert fields == answer["sources"]
    assert {step["field"] for step in steps(answer, "context")} == {"Search", "Mail"}


def test_what_failed_and_how_long_it_took(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """A connector that hangs is told of with its time."""
    number = numbers()
    module_upstream.faults[number] = faults.silence
    answer = client.lookup(number, service="support", explain=True, deadlineMs=300)
    (asked,) = [step for step in steps(answer, "ask") if step["connector"] == "crm"]
    assert asked["elapsedMs"] >= 200 and "in time" in asked["reason"]


def test_nobody_is_asked_about_withheld_numbers(client: Client) -> None:
    """Also that is explained."""
    answer = client.lookup("anonymous", service="support", explain=True)
    assert len(answer["trace"]) >= 1 and "e164" not in str(answer["trace"])
