"""X13: the address of a record's page is one of the web, whoever says it; agents click on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fakes import flow as plays
from fakes.flow import Flow, Maker
from fakes.upstream import TOKEN, Upstream, record
from kit import team
from kit.numbers import Numbers
from kit.process import Callcard, Launcher
from kit.waiting import until
from kit.webhooks import Sender, add_webhook, fresh_secret

SECRET = fresh_secret()
GOOD = "https://crm.example/contacts/17?tab=a#b"
LONGEST = "https://crm.example/" + "x" * (1_023 - 20)
BAD = [
    "javascript:alert(1)",
    "data:text/html,x",
    "//crm.example/x",
    "https://anna@evil.example/",
    "https://crm.example\\@evil.example/",
    LONGEST + "x",
]
FROM_FILES = "+493023125{:03d}"


@pytest.fixture(scope="module")
def flow() -> Iterator[Flow]:
    """A flow that is asked by every lookup."""
    with Flow() as flow:
        flow.play = plays.synchronous()
        yield flow


@pytest.fixture(scope="module")
def crm() -> Iterator[Upstream]:
    """A CRM whose records have pages."""
    with Upstream() as upstream:
        yield upstream


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, flow: Flow, crm: Upstream) -> Callcard:
    """A service that asks a connector of each kind."""
    made = team.installation(module_launcher)
    addresses = [GOOD, LONGEST, *BAD]
    cards = "".join(
        f"BEGIN:VCARD\nVERSION:3.0\nFN:Bea Vogt\nTEL:{FROM_FILES.format(700 + index)}\nURL:{url}\nEND:VCARD\n"
        for index, url in enumerate(addresses)
    )
    made.add_book("cards", cards, "cards.vcf")
    rows = "".join(f'Cem Kaya,{FROM_FILES.format(720 + index)},"{url}"\n' for index, url in enumerate(addresses))
    made.add_book("rows", "Display Name,Phone,Website\n" + rows)
    made.config["books"].append({"id": "fed", "api": True})
    made.add_connector("crm", crm.url, TOKEN)
    manifest = made.folder / "connectors" / "crm" / "connector.yaml"
    manifest.write_text(manifest.read_text() + "  url: .page\n")
    made.file("flow-url.txt", flow.url + "\n", mode=0o600)
    made.config["connectors"].append(
        {"id": "power-automate", "settings": {"triggerURL": {"file": "flow-url.txt"}}, "allow": ["127.0.0.0/8"], "http": True}
    )
    add_webhook(made, "helpdesk", ["support"], SECRET)
    made.services["support"]["connectors"] = ["cards", "rows", "fed", "crm", "power-automate"]
    return module_launcher.start(made)


Told = Callable[[str], dict[str, Any]]


@pytest.fixture
def told(server: Callcard, crm: Upstream, flow: Flow, numbers: Numbers, request: pytest.FixtureRequest) -> Told:
    """What is known of a caller of whom one source says the address of a page."""
    client = server.client()
    addresses = [GOOD, LONGEST, *BAD]

    def of_cards(url: str) -> dict[str, Any]:
        return client.lookup(FROM_FILES.format(700 + addresses.index(url)), service="support")

    def of_rows(url: str) -> dict[str, Any]:
        return client.lookup(FROM_FILES.format(720 + addresses.index(url)), service="support")

    def of_crm(url: str) -> dict[str, Any]:
        number = numbers()
        crm.know(record(number, "Anna", "Meier", page=url))
        return client.lookup(number, service="support")

    def of_flow(url: str) -> dict[str, Any]:
        flow.play = plays.synchronous(customer={"firstName": "Anna", "lastName": "Meier", "url": url})
        answer = client.lookup(numbers(), service="support")
        flow.play = plays.synchronous()
        return answer

    def of_task(url: str) -> dict[str, Any]:
        call = team.call(server, number=numbers()).queued()
        maker = Maker(server.client(server.installation.keys.flow))
        assert maker.update(call.session, {"firstName": "Anna", "lastName": "Meier", "url": url}).status == 200
        return _context(server, call.session)

    def of_webhook(url: str) -> dict[str, Any]:
        call = team.call(server, number=numbers()).queued()
        body = {"session": call.session, "customer": {"firstName": "Anna", "lastName": "Meier", "url": url}}
        assert Sender(server, "helpdesk", SECRET).send(body).status == 200
        return _context(server, call.session)

    def of_pushed(url: str) -> dict[str, Any]:
        number = numbers()
        body = {"number": number, "customer": {"firstName": "Anna", "lastName": "Meier", "url": url}}
        assert Sender(server, "helpdesk", SECRET).send(body).status == 202
        call = team.call(server, number=number).queued()
        until(lambda: _context(server, call.session).get("caller"), "the caller's card")
        return _context(server, call.session)

    made: Told = locals()[f"of_{request.param}"]
    return made


def _context(server: Callcard, session: str) -> dict[str, Any]:
    found: dict[str, Any] = server.client().get(f"/v1/sessions/{session}/context").json
    return found


@pytest.mark.parametrize("told", ["cards", "rows", "crm", "flow", "task", "webhook", "pushed"], indirect=True)
def test_x13_pages_of_records(told: Told) -> None:
    """X13: pages of the web are kept whole; what would run in a browser, or leads elsewhere than it says, is dropped, and only that."""
    for url in (GOOD, LONGEST):
        assert told(url)["caller"]["url"] == url
    for url in BAD:
        found = told(url)
        assert found["caller"], url
        for caller in [found["caller"], *(match["caller"] for match in found["matches"])]:
            assert "url" not in caller, url
