"""X5: a connector or book is for the services that the operator says, wherever it is named, asked or remembered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fakes import faults
from fakes.upstream import TOKEN, Upstream, record
from kit import team
from kit.books import anna, person
from kit.client import Client
from kit.installation import Installation
from kit.keys import Key
from kit.numbers import ANNA, Numbers
from kit.process import Callcard, Launcher, run
from kit.settings import Settings
from kit.team import OLGA
from kit.upstreams import items
from kit.waiting import until
from kit.webhooks import Sender, add_webhook, fresh_secret

OTTO = Key("otto", "owner", ("sales",), "otto@example.com")
SALES = Key("switch-sales", "sessionService", ("sales",))
SALES_FLOW = Key("flow-sales", "flow", ("sales",))
BOTH_FLOW = Key("flow-both", "flow", ("support", "sales"))
THEIRS = ["vip", "fed", "crm", "helpdesk"]
"""What is for sales alone."""
SECRET = fresh_secret()
VIP = "+493023125801"


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    """The CRM of sales."""
    with Upstream() as upstream:
        yield upstream


def installation(launcher: Launcher, upstream: Upstream) -> Installation:
    """Support and sales, which both ask whatever they may; a book, a fed book, a CRM and a webhook are for sales alone."""
    made = team.installation(launcher, upn="support@example.com", telNumber="+493023125000")
    made.add_book("vip", [person("v-1", VIP, "Vera Ibsen")], services=["sales"])
    made.config["books"].append({"id": "fed", "api": True, "services": ["sales"]})
    made.add_connector("crm", upstream.url, TOKEN, services=["sales"])
    made.add_service("sales", [], **team.settings(owners=[OTTO.user], upn="sales@example.com"))
    for service in made.services.values():
        del service["connectors"]
    add_webhook(made, "helpdesk", ["sales"], SECRET)
    add_webhook(made, "crm", ["*"], SECRET)
    for key in (OTTO, SALES, SALES_FLOW, BOTH_FLOW):
        made.add_key(key)
    return made


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, upstream: Upstream) -> Callcard:
    """A server for tests that leave it as it is."""
    return module_launcher.start(installation(module_launcher, upstream))


@pytest.fixture
def fresh(launcher: Launcher, upstream: Upstream) -> Callcard:
    """A server of a test's own."""
    return launcher.start(installation(launcher, upstream))


def support(server: Callcard) -> Client:
    """Support's switch."""
    return server.client(server.installation.keys.support_switch)


def sales(server: Callcard) -> Client:
    """Sales' switch."""
    return server.client(SALES)


def olga(server: Callcard) -> Settings:
    """Support's settings, as its owner changes them."""
    return Settings(server.client(server.installation.keys.owner))


def otto(server: Callcard) -> Settings:
    """Sales' settings, as their owner changes them."""
    return Settings(server.client(OTTO), "sales")


def asked(answer: dict[str, Any]) -> list[str]:
    """The connectors of an answer."""
    return [report["id"] for report in answer["connectors"]]


def context(client: Client, session: str) -> dict[str, Any]:
    """What a switch reads of a session."""
    found: dict[str, Any] = client.get(f"/v1/sessions/{session}/context").json
    return found


def reload(server: Callcard) -> None:
    """Puts the installation's files into force."""
    server.installation.write()
    answer = server.operator().post("/v1/reload")
    assert answer.status == 200, answer.body


# Naming


@pytest.mark.parametrize("connector", THEIRS)
def test_x5_settings_name_no_connector_of_another_team(server: Callcard, connector: str) -> None:
    """X5: refused as a connector that nobody has; those whose it is may name it, and an operator may not either for others."""
    before = olga(server).read()
    answer = olga(server).put(before | {"connectors": [connector]})
    assert answer.status == 422 and answer.pointers == [("/connectors/0", "invalidValue")]
    assert olga(server).put(before | {"connectors": ["nobodys"]}).body == answer.body
    assert olga(server).put(before | {"connectors": [connector]}, client=server.operator()).status == 422
    assert olga(server).read() == before


def test_x5_those_whose_it_is_name_it(fresh: Callcard) -> None:
    """X5: sales names all of its own, and puts them in an order."""
    assert otto(fresh).change(connectors=[*THEIRS, "contacts"])["connectors"] == [*THEIRS, "contacts"]
    assert asked(sales(fresh).lookup(VIP, service="sales")) == ["vip", "fed", "crm", "contacts"]


def test_x5_files_name_no_connector_of_another_team(launcher: Launcher, upstream: Upstream) -> None:
    """X5: `check` names file and line, and a start is refused."""
    made = installation(launcher, upstream)
    made.services["support"]["connectors"] = ["contacts", "vip", "helpdesk"]
    checked = run("check", "--config", str(made.write()), folder=made.folder)
    said = (checked.stdout + checked.stderr).decode()
    assert checked.returncode != 0
    lines = (made.folder / "services" / "support.yaml").read_text().splitlines()
    for place, connector in ((1, "vip"), (2, "helpdesk")):
        line = 1 + lines.index(f"- {connector}")
        assert f"services/support.yaml:{line}:3: connectors[{place}]: this service may not have {connector}" in said, said
    assert run("serve", "--config", str(made.config_path), folder=made.folder).returncode != 0


def test_x5_a_service_that_is_none(launcher: Launcher, upstream: Upstream) -> None:
    """X5: what a connector is left to is told where there is no such service; what can't be read is refused."""
    made = installation(launcher, upstream)
    made.config["books"][1]["services"] = ["sale"]
    checked = run("check", "--config", str(made.write()), folder=made.folder)
    said = (checked.stdout + checked.stderr).decode()
    assert checked.returncode == 0 and "books[1].services[0]: there is no service of this id; did you mean sales?" in said, said
    made.config["books"][1]["services"] = []
    checked = run("check", "--config", str(made.write()), folder=made.folder)
    said = (checked.stdout + checked.stderr).decode()
    assert checked.returncode != 0 and 'books[1].services: must list services by id, or be ["*"]' in said, said


@pytest.mark.parametrize(
    "member, value", [("upn", "Support@Example.com"), ("telNumber", "+493023125000"), ("telNumber", "+49 (30) 23125-000")]
)
def test_x5_names_of_other_services(fresh: Callcard, member: str, value: str) -> None:
    """X5: a UPN or number is one service's; a service keeps its own."""
    before = otto(fresh).read()
    answer = otto(fresh).put(before | {member: value})
    assert answer.status == 422 and answer.pointers == [(f"/{member}", "invalidValue")]
    assert b"support" not in answer.body.lower()
    assert otto(fresh).read() == before
    olga(fresh).change(displayName="Front desk")
    otto(fresh).change(upn="other@example.com", telNumber="+493023125001")


@pytest.mark.parametrize("member, value", [("upn", "support@example.com"), ("telNumber", "030/23125000")])
def test_x5_names_of_other_services_in_files(launcher: Launcher, upstream: Upstream, member: str, value: str) -> None:
    """X5: files share none either."""
    made = installation(launcher, upstream)
    made.services["support"]["telNumber"] = "030 23125000"
    made.services["sales"][member] = value
    checked = run("check", "--config", str(made.write()), folder=made.folder)
    said = (checked.stdout + checked.stderr).decode()
    lines = (made.folder / "services" / "support.yaml").read_text().splitlines()
    line = next(place for place, text in enumerate(lines, 1) if text.startswith(f"{member}:"))
    assert checked.returncode != 0 and f"services/support.yaml:{line}:" in said and "the service sales has this" in said, said
    assert run("serve", "--config", str(made.config_path), folder=made.folder).returncode != 0


# Asking


def test_x5_left_out_means_those_that_it_may_have(server: Callcard, upstream: Upstream, numbers: Numbers) -> None:
    """X5: lookups with and without service, and with an explanation, ask and name no other; a kept answer stays with its team."""
    number = numbers()
    upstream.know(record(number, "Cora", "Ibsen"))
    theirs = sales(server).lookup(number, service="sales")
    assert asked(theirs) == ["contacts", "vip", "fed", "crm"] and theirs["caller"]["lastName"] == "Ibsen"
    count = len(upstream.requests)
    olgas = server.client(server.installation.keys.owner)
    for answer in (
        support(server).lookup(number, service="support"),
        support(server).lookup(number),
        server.client().lookup(number, service="support"),
        olgas.lookup(number, service="support", explain=True),
        support(server).lookup(VIP, service="support"),
    ):
        assert asked(answer) == ["contacts"] and answer["status"] == "unknown"
        assert not any(connector in str(answer) for connector in THEIRS)
    assert len(upstream.requests) == count
    assert olga(server).effective()["connectors"] == ["contacts"]
    assert otto(server).effective()["connectors"] == ["contacts", "vip", "fed", "crm"]


def test_x5_lists_of_connectors(server: Callcard) -> None:
    """X5: an owner sees those of the own services, an operator all."""
    assert list(items(server, olga(server).client)) == ["contacts"]
    assert list(items(server, otto(server).client)) == ["contacts", "vip", "fed", "crm"]
    assert list(items(server)) == ["contacts", "vip", "fed", "crm"]


def test_x5_fed_books(server: Callcard) -> None:
    """X5: a flow of another team sees, fills and clears nothing of a book, though its services ask whatever they may."""
    theirs, mine = server.client(SALES_FLOW), server.client(server.installation.keys.flow)
    path = "/v2/AddressBooks/fed/contacts"
    assert theirs.post(path, [person("f-1", "+493023125802", "Fay Dahl")]).json["added"] == 1
    assert mine.get("/v2/AddressBooks").json == []
    assert mine.get(path).status == mine.post(path, [anna()]).status == 404
    assert mine.request("PUT", path, [anna()]).status == 404
    assert mine.post(path + "/delete", ["f-1"]).status == mine.post(path + "/clear").status == 404
    assert [book["id"] for book in theirs.get("/v2/AddressBooks").json] == ["fed"]
    assert len(theirs.get(path).json) == 1


def test_x5_pushed_findings(server: Callcard, numbers: Numbers) -> None:
    """X5: what a webhook says under a connector's name reaches the services that may have that, whoever signs or sends it."""
    signed, keyed = numbers(), numbers()
    body = {"customer": {"firstName": "Pia", "lastName": "Dahl"}}
    assert Sender(server, "crm", SECRET).send(body | {"number": signed}).status == 202
    assert server.client(BOTH_FLOW).post("/v1/webhooks/helpdesk", body | {"number": keyed}).status == 202
    for number in (signed, keyed):
        assert sales(server).lookup(number, service="sales")["caller"]["lastName"] == "Dahl"
        answer = support(server).lookup(number, service="support")
        assert answer["status"] == "unknown" and asked(answer) == ["contacts"]
    for connector in ("helpdesk", "crm"):
        mine = server.client(server.installation.keys.flow)
        assert mine.post(f"/v1/webhooks/{connector}", body | {"number": numbers()}).status == 404
    call = team.call(server, number=numbers()).queued()
    assert Sender(server, "crm", SECRET).send(body | {"session": call.session}).status == 202, "held as for an unknown session"
    assert "caller" not in context(support(server), call.session)


def test_x5_forgetting(server: Callcard, upstream: Upstream, numbers: Numbers) -> None:
    """X5: support forgets what it has; neither sales' answer is counted nor its book named."""
    number = numbers()
    upstream.know(record(number, "Cora", "Ibsen"))
    assert sales(server).lookup(number, service="sales")["status"] == "resolved"
    assert support(server).forget(number)["cache"] == 0 and support(server).forget(VIP)["books"] == []
    count = len(upstream.requests)
    assert sales(server).lookup(number, service="sales")["caller"]["lastName"] == "Ibsen" and len(upstream.requests) == count
    assert sales(server).forget(VIP)["books"] == ["vip"]


def test_x5_a_call_that_was_looked_up_for_all(server: Callcard) -> None:
    """X5: the switch of all asks everybody before it knows the service; once the call is support's, it shows what support may have."""
    call = team.call(server)
    wide = server.client()
    assert wide.lookup(VIP, session=call.session)["caller"]["lastName"] == "Ibsen"
    call.queued()
    mine = context(support(server), call.session)
    assert "caller" not in mine and mine["matches"] == [] and asked(mine) == ["contacts"]


# The configuration changes


def test_x5_a_reload_counts_whatever_the_journal_names(fresh: Callcard, upstream: Upstream, numbers: Numbers) -> None:
    """X5: the operator takes book, CRM and webhook from sales: settings of the journal still name them, and nobody asks, shows or
    remembers them for sales any more, in live calls neither; their names are back when the rights are."""
    otto(fresh).change(connectors=["crm", "vip", "contacts"])
    number = numbers()
    upstream.know(record(number, "Cora", "Ibsen"))
    call, pushed = team.call(fresh, service="sales", number=number).queued(), numbers()
    until(lambda: context(sales(fresh), call.session).get("caller"), "the caller's card")
    body = {"number": pushed, "customer": {"firstName": "Pia", "lastName": "Dahl"}}
    assert Sender(fresh, "crm", SECRET).send(body).status == 202
    assert sales(fresh).lookup(pushed, service="sales")["caller"]["lastName"] == "Dahl"
    before = context(sales(fresh), call.session)["revision"]
    config = fresh.installation.config
    holders = [config["books"][1], config["connectors"][0]]
    for holder in holders:
        holder["services"] = ["support"]
    reload(fresh)
    shown = context(sales(fresh), call.session)
    assert shown["revision"] > before and "caller" not in shown and shown["matches"] == [] and asked(shown) == ["contacts"]
    count = len(upstream.requests)
    for known in (number, VIP, pushed):
        answer = sales(fresh).lookup(known, service="sales")
        assert answer["status"] == "unknown" and asked(answer) == ["contacts"]
    assert len(upstream.requests) == count
    assert otto(fresh).read()["connectors"] == ["crm", "vip", "contacts"]
    assert otto(fresh).put(otto(fresh).read()).pointers == [("/connectors/0", "invalidValue"), ("/connectors/1", "invalidValue")]
    assert support(fresh).lookup(VIP, service="support")["caller"]["lastName"] == "Ibsen"
    for holder in holders:
        holder["services"] = ["sales"]
    reload(fresh)
    assert sales(fresh).lookup(VIP, service="sales")["caller"]["lastName"] == "Ibsen"
    assert support(fresh).lookup(VIP, service="support")["status"] == "unknown"


def test_x5_what_is_under_way_at_a_reload(fresh: Callcard, upstream: Upstream, numbers: Numbers) -> None:
    """X5: a CRM that answers after it was taken from a service answers nobody of that service."""
    number = numbers()
    upstream.know(record(number, "Cora", "Ibsen"))
    upstream.faults[number] = faults.slow(1.0)
    answer = sales(fresh).post("/v1/lookups", {"number": number, "service": "sales", "session": "c-late", "deadlineMs": 100})
    assert answer.json["status"] == "partial"
    fresh.installation.config["connectors"][0]["services"] = ["support"]
    reload(fresh)
    until(lambda: upstream.busy == 0, "the CRM's answer")
    shown = context(sales(fresh), "c-late")
    assert "caller" not in shown and asked(shown) == ["contacts", "vip", "fed"]


def test_x5_people_are_told_of_what_they_may_know(server: Callcard) -> None:
    """X5: no page or list of support's owner names what is for sales alone."""
    client = server.client(server.installation.people[OLGA])
    mine = server.client(server.installation.keys.owner)
    for path in ("/v1/services/support/settings?effective=true", "/v1/connectors"):
        assert not any(f'"{connector}"'.encode() in mine.get(path).body for connector in THEIRS), path
    assert client.get("/v1/connectors").status == 200
    assert mine.lookup(ANNA, service="support")["caller"]["displayName"] == "Anna Meier"
