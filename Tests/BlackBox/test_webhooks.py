"""Generic webhooks (contract, section 4): who may send, what it does, and what is wrong with a body."""

from __future__ import annotations

import time
from typing import Any

import pytest

from kit import team
from kit.calls import session_id
from kit.client import Answer
from kit.keys import Key
from kit.numbers import ANNA, Numbers
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.waiting import until
from kit.webhooks import Sender, add_webhook, fresh_secret

SECRET, OLD = fresh_secret(), fresh_secret()


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """Services `support` and `sales`; `crm` speaks for the first and has two secrets, `helpdesk` for the second."""
    installation = team.installation(module_launcher)
    installation.services["support"]["connectors"] = ["crm", "contacts"]
    installation.add_service("sales", ["contacts"], **team.settings())
    add_webhook(installation, "crm", ["support"], OLD, SECRET)
    add_webhook(installation, "helpdesk", ["sales"], SECRET)
    add_webhook(installation, "keyed", ["support"])
    installation.add_key(Key("flow-sales", "flow", ("sales",)))
    return module_launcher.start(installation)


@pytest.fixture
def sender(server: Callcard) -> Sender:
    """Signs for `crm`."""
    return Sender(server, "crm", SECRET)


def context(server: Callcard, session: str) -> dict[str, Any]:
    """The session's context as it is."""
    answer = server.client().get(f"/v1/sessions/{session}/context")
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.json
    return found


def keyed(server: Callcard, body: Any, key: Key | None = None, connector: str = "crm", **headers: str) -> Answer:
    """Posts a webhook with a key; the flow's where none is given."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    client = server.client(key or server.installation.keys.flow)
    return client.request("POST", f"/v1/webhooks/{connector}", body, headers=sent)


def test_a_live_session(server: Callcard, sender: Sender) -> None:
    """What a signed webhook says of a live session's caller is its next revision, at the connector's place."""
    call = team.call(server, number=ANNA).queued()
    before = context(server, call.session)["revision"]
    body = {
        "session": call.session,
        "customer": {"displayName": "Anna Meier", "email": "anna@acme.example", "customFields": [{"name": "Tier", "value": "Gold"}]},
        "customContextParameters": [{"name": "ticket", "value": "4711"}],
        "preferredUsers": [{"UPN": "Ben@example.com", "priority": 2}, {"upn": "pia@example.com", "priority": 1}],
        "somethingElse": {"deep": [1]},
    }
    answer = sender.send(body)
    assert answer.status == 200, answer.body
    shown = context(server, call.session)
    assert shown["revision"] == answer.json["revision"] > before
    assert shown["caller"]["email"] == "anna@acme.example" and shown["sources"]["email"] == "crm"
    assert shown["caller"]["customFields"] == [{"name": "Tier", "value": "Gold"}]
    assert [match["connector"] for match in shown["matches"]] == ["crm", "contacts"]
    assert shown["parameters"] == {"ticket": "4711"}
    assert shown["preferredUsers"] == [{"upn": "pia@example.com", "priority": 1}, {"upn": "ben@example.com", "priority": 2}]


def test_null_clears_and_absent_stays(server: Callcard, sender: Sender) -> None:
    """A member that is not named stays as it was said before; null and an empty text clear it, a list replaces the list."""
    call = team.call(server).queued()
    said = {"firstName": "Anna", "lastName": "Meier", "company": "ACME AG", "telNumbers": [{"name": "Mobile", "value": "1"}]}
    assert sender.send({"session": call.session, "customer": said}).status == 200
    update = {"customer": {"company": None, "lastName": "", "city": "Berlin"}, "customContextParameters": None}
    assert sender.send({"session": call.session, **update}).status == 200
    caller = context(server, call.session)["caller"]
    assert caller == {
        "firstName": "Anna", "displayName": "Anna", "city": "Berlin", "telNumbers": [{"name": "Mobile", "value": "1"}],
    }
    assert sender.send({"session": call.session, "customer": None}).status == 200
    assert "caller" not in context(server, call.session)


def test_a_number(server: Callcard, sender: Sender) -> None:
    """With a number it is the connector's finding for lookups to come, and for live sessions with that number."""
    number = Numbers(700)()
    call = team.call(server, number=number).queued()
    answer = sender.send({"number": "030 23125700", "region": "DE", "customer": {"firstName": "Nora", "company": "Nord AG"}})
    assert answer.status == 202 and answer.json == {}
    assert context(server, call.session)["caller"]["displayName"] == "Nora"
    found = server.client().post("/v1/lookups", {"number": number, "service": "support"}).json
    assert found["status"] == "resolved" and found["sources"]["company"] == "crm"
    # Only for those services that it may speak for.
    other = server.client().post("/v1/lookups", {"number": number, "service": "sales"}).json
    assert other["matches"] == []


def test_b13_numbers(server: Callcard, sender: Sender) -> None:
    """B13: a withheld number is nobody's, a strange one is normalised or 422 at its place."""
    for text in ("anonymous", "tel:+49-30-23125-701;ext=5", "＋４９３０２３１２５７０１"):
        assert sender.send({"number": text, "customer": {"firstName": "Nora"}}).status == 202, text
    for text in ("+", "4" * 40, "+" + "4" * 40):
        answer = sender.send({"number": text, "customer": {"firstName": "Nora"}})
        assert answer.status == 422 and answer.pointers == [("/number", "invalidNumber")], text


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/session"]),
        ({"session": "c 1"}, ["/session"]),
        ({"session": 7}, ["/session"]),
        ({"number": ANNA, "region": "de"}, ["/region"]),
        ({"session": "c-1", "customer": "Anna"}, ["/customer"]),
        ({"session": "c-1", "customer": {"firstName": 7, "customFields": {}}}, ["/customer/firstName", "/customer/customFields"]),
        ({"session": "c-1", "customer": {"telNumbers": [{"name": 1, "value": "x"}]}}, ["/customer/telNumbers/0/name"]),
        ({"session": "c-1", "customContextParameters": [{"value": "x"}]}, ["/customContextParameters/0/name"]),
        ({"session": "c-1", "customContextParameters": [{"name": "x", "value": "y"}] * 65}, ["/customContextParameters"]),
        ({"session": "c-1", "preferredUsers": [{"upn": "a@example.com", "priority": 1}] * 11}, ["/preferredUsers"]),
        ({"session": "c-1", "preferredUsers": [{"priority": 1}]}, ["/preferredUsers/0/upn"]),
        ({"session": "c-1", "preferredUsers": [{"upn": "a@example.com", "priority": "1"}]}, ["/preferredUsers/0/priority"]),
        ({"session": "c-1", "preferredUsers": [{"upn": "a b", "priority": 100}]}, ["/preferredUsers/0/upn", "/preferredUsers/0/priority"]),
    ],
)
def test_b13_bodies(sender: Sender, body: dict[str, Any], pointers: list[str]) -> None:
    """B13: what can't be used is told with its place, all at once."""
    answer = sender.send(body)
    assert answer.status == 422 and [pointer for pointer, _ in answer.pointers] == pointers, answer.body
    assert {code for _, code in answer.pointers} == {"invalidValue"}


def test_broken_json(sender: Sender) -> None:
    """Good signatures over bad bodies: 400, not UTF-8 included once it is signed as it is."""
    for body in (b"{", b"[]", b'{"session": "c-1", "session": "c-2"}', b""):
        answer = sender.send(body)
        assert (answer.status, answer.code) == (400, "malformedJson"), body


def test_c12_preferred_users_reach_the_session_service(server: Callcard, sender: Sender) -> None:
    """C12: up to 10 users with priorities 1 to 99 come back with the context; the last word replaces the one before."""
    call = team.call(server).queued()
    users = [{"upn": f"user{index}@example.com", "priority": 99 - index} for index in range(10)]
    assert sender.send({"session": call.session, "preferredUsers": users}).status == 200
    assert context(server, call.session)["preferredUsers"] == users[::-1]
    assert sender.send({"session": call.session, "preferredUsers": []}).status == 200
    assert context(server, call.session)["preferredUsers"] == []


def test_with_a_key(server: Callcard) -> None:
    """A flow's key needs no signature, and speaks for its own services under any webhook's name that reaches one of them."""
    call = team.call(server).queued()
    for connector in ("crm", "keyed"):
        answer = keyed(server, {"session": call.session, "customer": {"firstName": "Anna"}}, connector=connector)
        assert answer.status == 200, answer.body
    keys = server.installation.keys
    assert keyed(server, {"number": ANNA}, keys.operator).status == 403


def test_b9_foreign(server: Callcard, sender: Sender) -> None:
    """B9: a webhook that a key may not know of is like none; a session of another service is like one that nobody knows."""
    for connector in ("helpdesk", "nobody", "NOBODY", "%2e"):
        answer = keyed(server, {"number": ANNA}, connector=connector)
        assert (answer.status, answer.code) == (404, "notFound"), connector
    unknown = Sender(server, "nobody", SECRET).send({"number": ANNA})
    assert (unknown.status, unknown.code) == (404, "notFound")
    call = team.call(server, service="sales").queued()
    answers = [sender.send({"session": session, "customer": {"firstName": "Eve"}}) for session in (call.session, session_id())]
    assert [answer.status for answer in answers] == [202, 202] and answers[0].body == answers[1].body
    assert context(server, call.session)["revision"] == 0


def test_b7_result_before_the_call(server: Callcard, sender: Sender) -> None:
    """B7: what is said of a session that nobody knows is held, and given to it when its first event comes."""
    for make_known in ("event", "lookup"):
        session = session_id()
        for name in ("Nobody", "Anna"):
            answer = sender.send({"session": session, "customer": {"firstName": name}})
            assert answer.status == 202 and answer.json == {}
        if make_known == "event":
            team.call(server, session=session).queued()
        else:
            assert server.client().post("/v1/lookups", {"number": ANNA, "service": "support", "session": session}).status == 200
        until(lambda: context(server, session).get("caller", {}).get("firstName") == "Anna", "what was held is there")


def test_b8_late_result(server: Callcard, sender: Sender) -> None:
    """B8: of a session that is over nothing is taken: 404, counted, and it stays over."""

    def late() -> float:
        return scrape(server.client()).value("callcard_webhooks_total", connector="crm", result="notLive") or 0

    call = team.call(server, number=ANNA).queued().accepted(team.PIA).ended()
    before, counted = team.desk(server).detail(call), late()
    for answer in (
        sender.send({"session": call.session, "customer": {"firstName": "Late"}}),
        keyed(server, {"session": call.session, "customer": {"firstName": "Late"}}),
    ):
        assert (answer.status, answer.code) == (404, "sessionNotLive")
    assert team.desk(server).detail(call) == before
    assert late() - counted == 2


def test_b8_held_in_vain(server: Callcard, sender: Sender) -> None:
    """B8: what waits for a session that does not come is dropped after 10 s, counted, and may come again."""
    def dropped() -> float:
        return scrape(server.client()).value("callcard_webhooks_total", connector="crm", result="dropped") or 0

    session, id = session_id(), "msg_in_vain"
    before = dropped()
    body = {"session": session, "customer": {"firstName": "Anna"}}
    assert sender.send(body, id).status == 202
    until(lambda: dropped() > before, "it is dropped", seconds=20)
    call = team.call(server, session=session).queued()
    assert "caller" not in context(server, call.session)
    answer = sender.send(body, id)
    assert answer.status == 200, "it had no effect before"
    assert context(server, call.session)["caller"]["firstName"] == "Anna"


def test_b7_ended_is_never_revived(server: Callcard, sender: Sender) -> None:
    """B7: held while unknown, then the call's only event is its end: nothing is taken, nothing lives."""
    session = session_id()
    assert sender.send({"session": session, "customer": {"firstName": "Anna"}}).status == 202
    team.call(server, session=session).ended()
    time.sleep(0.2)
    answer = sender.send({"session": session, "customer": {"firstName": "Again"}})
    assert (answer.status, answer.code) == (404, "sessionNotLive")


def test_rates(launcher: Launcher) -> None:
    """B12: signed senders have the rate of keys, each connector its own; keys are not affected, nor by bad signatures."""
    installation = launcher.installation()
    installation.config["rates"] = {"perSecond": 1, "burst": 5}
    installation.add_support()
    for connector in ("crm", "helpdesk"):
        add_webhook(installation, connector, ["support"], SECRET)
    server = launcher.start(installation)
    crm = Sender(server, "crm", SECRET)
    for _ in range(20):
        assert Sender(server, "crm", OLD).send({"number": ANNA}).status == 401
    statuses = [crm.send({"number": ANNA}) for _ in range(20)]
    assert [answer.status for answer in statuses[:5]] == [202] * 5
    late = statuses[-1]
    assert (late.status, late.code) == (429, "rateLimited") and int(late.headers["retry-after"]) >= 1
    assert Sender(server, "helpdesk", SECRET).send({"number": ANNA}).status == 202
    assert keyed(server, {"number": ANNA}).status == 202


def test_settings_may_place_webhooks(server: Callcard) -> None:
    """A service's `connectors` may name its webhooks, and `flow`, which needs no configuration; nobody else who asks nothing."""
    operator = server.operator()
    current = operator.get("/v1/services/sales/settings")
    for names, status in ([["helpdesk", "flow", "contacts"], 200], [["nobody"], 422], [["crm"], 422]):
        etag = operator.get("/v1/services/sales/settings").headers["etag"]
        body = current.json | {"connectors": names}
        answer = operator.request("PUT", "/v1/services/sales/settings", body, headers={"If-Match": etag})
        assert answer.status == status, answer.body
    assert operator.get("/v1/services/sales/settings").json["connectors"] == ["helpdesk", "flow", "contacts"]
