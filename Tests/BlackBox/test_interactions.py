"""S1, S2, S5, S6, S8–S10, S46–S48, S66, S67 A user's interactions: list, pages, filter, search, detail, and widgets that are off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kit import team
from kit.books import anna, person
from kit.calls import Call
from kit.desk import Desk
from kit.entries import ANONYMOUS
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.rules import check_lookup
from kit.team import BEN, CLEO, CODES, OLGA, PIA
from kit.waiting import until

CARLA = "+493023125140"
NOBODY = "+493023125141"
BARE = {"callerInformation": False, "status": False, "context": False, "map": False, "codes": False, "tags": False}


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """Services with all widgets, with none, with the usual ones, and one for each widget that lacks it."""
    installation = team.installation(
        module_launcher,
        contexts=[{"name": "Open in CRM", "template": "https://crm.example/{Customer.LastName}?phone={Caller.Number}"}],
    )
    book = [
        anna(),
        person("18", CARLA, "Carla Wölfle", company="Straße & Söhne", department="Purchasing", email="carla@acme.example"),
    ]
    installation.config["books"] = []
    installation.add_book("contacts", book)
    support = {name: value for name, value in installation.services["support"].items() if name != "connectors"}
    for widget in ("callerInformation", "status", "context", "codes", "tags"):
        without = {"displayName": f"Without {widget}", "widgets": team.ALL_WIDGETS | {widget: False}}
        installation.add_service(f"no-{widget.lower()}", ["contacts"], **support | without)
    installation.add_service("bare", ["contacts"], **support | {"displayName": "Bare", "widgets": BARE})
    installation.add_service("unlicensed", ["contacts"], **support | {"displayName": "Unlicensed", "licence": {"enterpriseRouting": False}})
    installation.add_service("new", ["contacts"], members=[PIA])
    installation.add_service("billing", ["contacts"], **support | {"displayName": "Billing & Invoices Zürich"})
    return module_launcher.start(installation)


@pytest.fixture
def pia(server: Callcard) -> Desk:
    """A member of all of them."""
    return team.desk(server, PIA)


def minutes_ago(minutes: float) -> datetime:
    """A time in the past, at a whole second."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=minutes)


@pytest.fixture(scope="module")
def archive(module_launcher: Launcher) -> Callcard:
    """A server on which Ben has 120 past calls: 40 accepted, 40 declined, 40 outbound that failed; each 20 have one time."""
    server = module_launcher.start(team.installation(module_launcher))
    start = minutes_ago(200)
    for index in range(120):
        when = start + timedelta(minutes=index // 20)
        call = team.call(server, start=when, outbound=index % 3 == 2)
        if index % 3 == 2:
            call.dialing(BEN).ended("busy")
        elif index % 3 == 1:
            call.offered(BEN).declined(BEN).ended()
        else:
            call.offered(BEN).accepted(BEN, at=1)
            call.ended(at=1)
    return server


@pytest.fixture
def ben(archive: Callcard) -> Desk:
    """Has been busy."""
    return team.desk(archive, BEN)


def test_s10_fifty_a_page(ben: Desk) -> None:
    """S10, S47: fifty where nothing is said, newest update first, and on to the end without loss or repetition."""
    pages = ben.pages()
    assert [len(page["items"]) for page in pages] == [50, 50, 20]
    items = [entry for page in pages for entry in page["items"]]
    assert len({entry["id"] for entry in items}) == 120
    assert [entry["updatedAt"] for entry in items] == sorted((entry["updatedAt"] for entry in items), reverse=True)


@pytest.mark.parametrize("limit", [1, 7, 50, 60, 120, 200])
def test_s10_pages_of_any_size(ben: Desk, limit: int) -> None:
    """S47: twenty entries share each time; the order is the same in pages of any size."""
    pages = ben.pages(limit=limit) if limit > 1 else [ben.list(limit=1)]
    items = [entry["id"] for page in pages for entry in page["items"]]
    whole = [entry["id"] for entry in ben.list(limit=200)["items"]]
    assert items == whole[: len(items)] and (limit == 1 or len(items) == 120)
    assert all(len(page["items"]) == limit for page in pages[:-1])
    assert "next" not in pages[-1] or limit == 1


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=-1", "limit=x", "limit=", "outcome=lost", "before=nonsense", "before=%00"])
def test_what_is_no_page(ben: Desk, query: str) -> None:
    """422 at the parameter."""
    answer = ben.client.get(f"{ben.path}/interactions?{query}")
    assert answer.status == 422 and answer.pointers == [("/" + query.split("=")[0], "invalidValue")]


def test_s6_filters(ben: Desk) -> None:
    """S6: accepted, missed, all; pages of a filtered list are full ones."""
    assert len(ben.items(outcome="accepted")) == len(ben.items(outcome="missed")) == 40
    assert ben.list(outcome="all", limit=200) == ben.list(limit=200)
    pages = ben.pages(outcome="missed", limit=15)
    assert [len(page["items"]) for page in pages] == [15, 15, 10]
    assert {entry["outcome"] for page in pages for entry in page["items"]} == {"declined"}


def test_a_new_entry_does_not_move_the_next_page(archive: Callcard, ben: Desk) -> None:
    """`before` is a place in the list, not a count: what comes in above neither repeats nor hides anything."""
    first = ben.list(limit=10)
    new = team.call(archive).offered(BEN).declined(BEN).ended()
    second = ben.list(limit=10, before=first["next"])
    seen = [entry["id"] for entry in first["items"] + second["items"]]
    assert len(set(seen)) == 20 and new.entry_id not in seen
    assert ben.list(limit=1)["items"][0]["id"] == new.entry_id


def test_s5_nobody_elses(archive: Callcard) -> None:
    """S5: Cleo has none of Ben's calls."""
    assert team.desk(archive, CLEO).items() == []


def test_s47_last_update_on_top(server: Callcard) -> None:
    """S47: by the last update, not by the start; a conclusion is one."""
    cleo = team.desk(server, CLEO)
    old = team.call(server, start=minutes_ago(30)).offered(CLEO).accepted(CLEO)
    new = team.call(server, start=minutes_ago(20)).offered(CLEO).accepted(CLEO).ended()

    def order() -> list[str]:
        return [entry["session"] for entry in cleo.items() if entry["session"] in {old.session, new.session}]

    assert order() == [new.session, old.session]
    old.ended(at=15 * 60)
    assert order() == [old.session, new.session]
    saved = cleo.saved(new, **team.CODED)
    assert order() == [new.session, old.session]
    assert saved["updatedAt"] == saved["conclusion"]["savedAt"]


def test_s46_s67_entry(server: Callcard, pia: Desk) -> None:
    """S46, S67: each entry has its resolution and the service's display name."""
    call = team.call(server, service="billing").offered(PIA).declined(PIA, reason="busy").ended()
    entry = pia.entry(call)
    assert (entry["outcome"], entry["reason"]) == ("declined", "busy")
    assert entry["service"] == {"id": "billing", "displayName": "Billing & Invoices Zürich"}


def test_late_data_do_not_move_updated_at(server: Callcard, pia: Desk) -> None:
    """`updatedAt` is the event's, whatever the lookup brings, and whatever is forgotten."""
    call = team.call(server, number=ANNA).queued()
    before = pia.knows(call, "Anna Meier")["updatedAt"]
    assert before == call.at(0)
    server.operator().forget(ANNA)
    assert pia.entry(call)["updatedAt"] == before


@pytest.fixture(scope="module")
def found(server: Callcard) -> Iterator[dict[str, Call]]:
    """Calls to be searched for."""
    desk = team.desk(server, PIA)
    calls = {
        "anna": team.call(server, number=ANNA).queued(),
        "carla": team.call(server, service="billing", number=CARLA).queued(),
        "nobody": team.call(server, service="billing", number=NOBODY).queued(),
    }
    desk.knows(calls["anna"], "Anna Meier")
    desk.knows(calls["carla"], "Carla Wölfle")
    yield calls
    for call in calls.values():
        call.ended()


def sessions(entries: list[dict[str, Any]], calls: dict[str, Call]) -> set[str]:
    """Which of the calls are among the entries."""
    return {name for name, call in calls.items() if call.session in {entry["session"] for entry in entries}}


@pytest.mark.parametrize(
    "text, names",
    [
        ("meier", {"anna"}),
        ("MEIER", {"anna"}),
        ("Anna M", {"anna"}),
        ("acme ag", {"anna"}),
        ("Billing", {"carla", "nobody"}),
        ("invoices zürich", {"carla", "nobody"}),
        ("wölfle", {"carla"}),
        ("Purchasing", {"carla"}),
        ("carla@acme", {"carla"}),
        ("Söhne", {"carla"}),
        ("xyzzy", set()),
        ("%", set()),
        ("_", set()),
        ("*", set()),
        ("' OR 1=1 --", set()),
    ],
)
def test_s48_search(pia: Desk, found: dict[str, Call], text: str, names: set[str]) -> None:
    """S48: by service called and by what is held of the caller; wildcards are text."""
    assert sessions(pia.search(text, limit=200), found) == names


def test_s48_search_with_filter_and_pages(server: Callcard, pia: Desk, found: dict[str, Call]) -> None:
    """S48: filter, limit and `before` as in the list."""
    missed = [team.call(server, service="billing").offered(PIA).declined(PIA).ended() for _ in range(5)]
    hits = pia.search("billing", outcome="missed", limit=200)
    assert {call.session for call in missed} <= {entry["session"] for entry in hits}
    assert sessions(hits, found) == set()
    answer = pia.client.post(f"{pia.path}/interactions/search", {"text": "billing", "limit": 2}).json
    second = pia.client.post(f"{pia.path}/interactions/search", {"text": "billing", "limit": 2, "before": answer["next"]}).json
    ids = [entry["id"] for entry in answer["items"] + second["items"]]
    whole = [entry["id"] for entry in pia.search("billing", limit=200)]
    assert ids == whole[:4]


def test_s48_what_was_forgotten_is_not_found(server: Callcard, pia: Desk) -> None:
    """S48: a forgotten caller no longer matches; the service's name still does."""
    call = team.call(server, service="billing", number=CARLA).queued()
    pia.knows(call, "Carla Wölfle")
    server.operator().forget(CARLA)
    assert call.session not in {entry["session"] for entry in pia.search("wölfle", limit=200)}
    assert call.session in {entry["session"] for entry in pia.search("billing", limit=200)}


@pytest.mark.parametrize(
    "body, pointer",
    [
        ({}, "/text"),
        ({"text": 5}, "/text"),
        ({"text": "a", "limit": 0}, "/limit"),
        ({"text": "a", "limit": 201}, "/limit"),
        ({"text": "a", "outcome": "x"}, "/outcome"),
        ({"text": "a", "before": "x"}, "/before"),
    ],
    ids=str,
)
def test_what_is_no_search(pia: Desk, body: dict[str, Any], pointer: str) -> None:
    """422 at the member."""
    answer = pia.client.post(f"{pia.path}/interactions/search", body)
    assert answer.status == 422 and answer.pointers == [(pointer, "invalidValue")]


def test_detail(server: Callcard, pia: Desk) -> None:
    """S12, S22: the entry with the context in a lookup's shape, and the codes in the owner's order."""
    call = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA)
    detail = pia.knows(call, "Anna Meier")
    context = detail["context"]
    check_lookup(context)
    assert context["caller"]["company"] == "ACME AG" and context["sources"]["company"] == "contacts"
    assert context["contexts"] == [
        {"name": "Open in CRM", "url": "https://crm.example/Meier?phone=%2B493023125123", "opens": "tab", "on": "accepted"}
    ]
    assert detail["codes"] == CODES
    assert context == server.client().get(f"/v1/sessions/{call.session}/context").json


def test_s2_widgets_are_the_services(server: Callcard, pia: Desk) -> None:
    """S2: the set is that of the entry's service, in one list of many."""
    shown = {}
    for service in ("support", "bare", "new", "unlicensed"):
        shown[service] = pia.entry(team.call(server, service=service).offered(PIA))["widgets"]
    assert shown["support"] == ["interactions", "callerInformation", "status", "context", "codes", "tags"]
    assert shown["bare"] == ["interactions"]
    # S34, S40: without the licence there are neither.
    assert shown["unlicensed"] == ["interactions", "callerInformation", "status", "context"]


def test_s9_a_new_service(server: Callcard, pia: Desk) -> None:
    """S9: Interactions, Caller Information and Status; the others start off."""
    call = team.call(server, service="new", number=ANNA).offered(PIA)
    detail = pia.knows(call, "Anna Meier")
    assert detail["widgets"] == ["interactions", "callerInformation", "status"]
    assert "contexts" not in detail["context"] and not detail.keys() & {"map", "codes", "recall"}


@pytest.mark.parametrize(
    "widget, inside, beside",
    [
        ("callerInformation", {"caller", "matches", "sources"}, set()),
        ("context", {"contexts"}, set()),
        ("codes", set(), {"codes"}),
        ("tags", set(), {"recall"}),
        ("status", set(), set()),
    ],
)
def test_s1_a_widget_that_is_off(server: Callcard, pia: Desk, widget: str, inside: set[str], beside: set[str]) -> None:
    """S1: it leaves `widgets` and takes its members with it, and nothing else: the entry's caller and timers stay."""
    call = team.call(server, service=f"no-{widget.lower()}", number=ANNA).offered(PIA)
    detail = pia.knows(call, "Anna Meier")
    assert widget not in detail["widgets"] and len(detail["widgets"]) == 5
    assert not inside & detail["context"].keys() and not beside & detail.keys()
    assert {"caller", "matches", "sources", "contexts"} - inside <= detail["context"].keys()
    assert {"codes"} - beside <= detail.keys()
    assert detail["timers"] and detail["caller"]["number"] == "+49 30 23125123"


def test_s66_unknown(server: Callcard, pia: Desk) -> None:
    """S66: Anonymous with the number while it is held."""
    call = team.call(server, number=NOBODY).queued()
    want = ANONYMOUS | {"number": "+49 30 23125141"}
    until(lambda: pia.entry(call)["caller"] == want, "the number is shown")


def test_s66_short(server: Callcard, pia: Desk) -> None:
    """S66: an internal number that nobody knows."""
    call = team.call(server, number="4711").queued()
    assert pia.entry(call)["caller"]["displayName"] == "Anonymous"


def test_s8_nothing_there_is_no_failure(launcher: Launcher) -> None:
    """S8: no widgets, no codes, no contexts, no books: list, detail and search still answer."""
    installation = launcher.installation()
    installation.config["journal"] = "callcard.sqlite"
    installation.add_service("plain", [], members=[PIA])
    for key in team.people(PIA):
        installation.people[PIA] = installation.add_key(key)
    server = launcher.start(installation)
    pia = team.desk(server, PIA)
    call = team.call(server, service="plain", number=ANNA).queued().offered(PIA).accepted(PIA).ended()
    assert pia.entry(call)["widgets"] == ["interactions", "callerInformation", "status"]
    assert pia.search("plain")[0]["session"] == call.session


def test_a_detail_that_is_not_there(server: Callcard, pia: Desk) -> None:
    """404 `notFound`; another user's entry answers byte for byte as one that never was."""
    others = team.call(server).offered(BEN)
    paths = [others.entry_id, "i-nothing", "nothing", "i-", "snapshot"]
    answers = [pia.client.get(f"{pia.path}/interactions/{name}") for name in paths]
    assert {(answer.status, answer.code) for answer in answers} == {(404, "notFound")}
    assert answers[0].body == answers[1].body


def test_foreign_users(server: Callcard, pia: Desk) -> None:
    """404 for another user's list, known or not; and an owner sees only their own."""
    for client in (pia.client, server.client(server.installation.people[OLGA])):
        answers = [client.get(f"/v1/users/{user}/interactions") for user in (BEN, "nobody%40example.com")]
        assert [(answer.status, answer.code) for answer in answers] == [(404, "notFound")] * 2
        assert answers[0].body == answers[1].body


def test_without_a_journal(launcher: Launcher) -> None:
    """No `journal`: sessions are kept in memory, and gone with the process."""
    installation = team.installation(launcher)
    del installation.config["journal"]
    server = launcher.start(installation)
    call = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA)
    team.desk(server, PIA).saved(call, **team.CODED)
    assert server.stop() == 0
    assert not list(installation.folder.glob("*.sqlite*"))
    assert team.desk(launcher.start(installation), PIA).items() == []
