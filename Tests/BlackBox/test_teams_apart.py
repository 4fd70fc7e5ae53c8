"""X1, X2, X6: teams are strangers to one another, whatever they look up, and whatever they forget."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fakes import flow as plays
from fakes.flow import Flow, Maker
from fakes.upstream import Exchange
from kit import team
from kit.books import anna
from kit.client import Client, outcome
from kit.keys import Key
from kit.numbers import ANNA, Numbers
from kit.process import Callcard, Launcher
from kit.waiting import until

MEIER = {"firstName": "Anna", "lastName": "Meier"}
SALES = Key("switch-sales", "sessionService", ("sales",))
SALES_FLOW = Key("flow-sales", "flow", ("sales",))


@pytest.fixture(scope="module")
def flow() -> Iterator[Flow]:
    """A flow that both teams ask."""
    with Flow() as flow:
        yield flow


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, flow: Flow) -> Callcard:
    """Support and sales share a flow; each has a book of its own."""
    made = team.installation(module_launcher, connectors=["contacts", "power-automate"])
    made.add_book("vip", [anna(company="Umbrella AG", externalId="v-1")])
    made.add_service("sales", **team.settings(connectors=["vip", "power-automate"]))
    made.file("flow-url.txt", flow.url + "\n", mode=0o600)
    made.config["connectors"] = [
        {"id": "power-automate", "settings": {"triggerURL": {"file": "flow-url.txt"}}, "allow": ["127.0.0.0/8"], "http": True}
    ]
    for key in (SALES, SALES_FLOW):
        made.add_key(key)
    return module_launcher.start(made)


@pytest.fixture(autouse=True)
def nobody(flow: Flow) -> None:
    """A flow that knows nobody, until a test says otherwise."""
    flow.play = plays.synchronous()
    flow.calls.clear()


def support(server: Callcard) -> Client:
    """Support's switch."""
    return server.client(server.installation.keys.support_switch)


def sales(server: Callcard) -> Client:
    """Sales' switch."""
    return server.client(SALES)


def context(client: Client, session: str) -> dict[str, Any]:
    """What a switch reads of a session."""
    return client.get(f"/v1/sessions/{session}/context").json


def ticket_of_task(exchange: Exchange, call: dict[str, Any]) -> None:
    """A flow that opens a ticket for each task."""
    plays.says(
        customer=MEIER,
        customContextParameters=[{"name": "ticket", "value": f"for {call.get('taskId')} of {call.get('serviceId')}"}],
        preferredUsers=[{"upn": f"{call.get('serviceId')}@example.com", "priority": 1}],
    )(exchange)


# X1


def test_x1_a_foreign_lookup_leaves_a_call_as_it_is(server: Callcard) -> None:
    """X1: sales names support's live call; it is answered, and nobody of support sees a difference."""
    call = team.call(server, number=ANNA)
    call.queued()
    until(lambda: outcome(context(support(server), call.session), "power-automate") == "miss", "the flow's answer")
    before = context(support(server), call.session)
    answer = sales(server).lookup("+493023125999", service="sales", session=call.session)
    assert answer["status"] == "unknown"
    after = context(support(server), call.session)
    assert after["revision"] == before["revision"] and after["caller"] == before["caller"]
    assert sales(server).get(f"/v1/sessions/{call.session}/context").code == "sessionNotLive"


def test_x1_nor_one_of_another_service_by_a_key_of_both(server: Callcard) -> None:
    """X1: the switch of all looks up for sales and names a call of support: the call's service counts."""
    call = team.call(server, number=ANNA)
    call.queued()
    until(lambda: context(support(server), call.session).get("caller"), "the caller's card")
    assert server.client().lookup("+493023125998", service="sales", session=call.session)["status"] == "unknown"
    assert context(support(server), call.session)["caller"]["displayName"] == "Anna Meier"


def test_x1_what_a_lookup_holds_is_not_replaced_by_a_foreign_one(server: Callcard) -> None:
    """X1: without any event: the first to name it has it, for those 15 minutes."""
    support(server).lookup(ANNA, service="support", session="c-held")
    sales(server).lookup("+493023125997", service="sales", session="c-held")
    assert context(support(server), "c-held")["caller"]["displayName"] == "Anna Meier"
    assert sales(server).get("/v1/sessions/c-held/context").code == "sessionNotLive"


def test_x1_what_a_lookup_holds_is_not_taken_by_a_foreign_event(server: Callcard) -> None:
    """X1: nor is it by an event, which would make the session another team's: it is told what it is told of others' calls."""
    support(server).lookup(ANNA, service="support", session="c-taken")
    call = team.call(server, service="sales", session="c-taken").told_to(sales(server))
    for kind, members in (("queued", {}), ("accepted", {"service": None, "direction": None, "user": team.PIA})):
        assert call.send(call.event(kind, **members), sales(server)).code == "sessionNotLive"
    assert context(support(server), "c-taken")["caller"]["displayName"] == "Anna Meier"
    assert team.call(server, session="c-taken").told_to(support(server)).queued().session == "c-taken"
    assert context(support(server), "c-taken")["caller"]["displayName"] == "Anna Meier"


@pytest.mark.parametrize("role", ["owner", "operator"])
def test_x1_only_switches_attach(server: Callcard, role: str) -> None:
    """X1: all others are answered, and no session comes of it."""
    answer = server.client(getattr(server.installation.keys, role)).lookup(ANNA, service="support", session=f"c-{role}")
    assert answer["caller"]["displayName"] == "Anna Meier"
    assert support(server).get(f"/v1/sessions/c-{role}/context").code == "sessionNotLive"


# X2


def test_x2_each_service_asks_its_flow_itself(server: Callcard, flow: Flow, numbers: Numbers) -> None:
    """X2: two services, one flow, one number: two questions, and no answer of one in the other."""
    flow.play = ticket_of_task
    number = numbers()
    mine = support(server).lookup(number, service="support", session="c-x2-support")
    theirs = sales(server).lookup(number, service="sales", session="c-x2-sales")
    assert mine["parameters"] == {"ticket": "for c-x2-support of support"}
    assert theirs["parameters"] == {"ticket": "for c-x2-sales of sales"}
    assert [user["upn"] for user in theirs["preferredUsers"]] == ["sales@example.com"]
    assert sorted(call["serviceId"] for call in flow.calls) == ["sales", "support"]


def test_x2_a_ticket_is_one_calls(server: Callcard, flow: Flow, numbers: Numbers) -> None:
    """X2: the caller's next call gets who they are from memory, and neither ticket nor preferred users of the one before."""
    flow.play = ticket_of_task
    number = numbers()
    first = support(server).lookup(number, service="support", session="c-first")
    assert first["parameters"] == {"ticket": "for c-first of support"}
    second = support(server).lookup(number, service="support", session="c-second")
    assert second["caller"]["displayName"] == "Anna Meier" and outcome(second, "power-automate") == "hit"
    assert second.get("parameters", {}) == {} and second.get("preferredUsers", []) == []
    again = support(server).lookup(number, service="support", session="c-first")
    assert again["parameters"] == first["parameters"] and again["preferredUsers"] == first["preferredUsers"]
    without = support(server).lookup(number, service="support")
    assert without.get("parameters", {}) == {} and without.get("preferredUsers", []) == []


def test_x2_a_session_of_another_caller_loses_the_ticket(server: Callcard, flow: Flow, numbers: Numbers) -> None:
    """X2: the switch puts the session through with another number: what the flow said of the first caller is not the second's."""
    flow.play = ticket_of_task
    support(server).lookup(numbers(), service="support", session="c-changed")
    flow.play = plays.synchronous()
    assert support(server).lookup(numbers(), service="support", session="c-changed").get("parameters", {}) == {}


def test_x2_who_joins_a_question_gets_no_ticket(server: Callcard, flow: Flow, numbers: Numbers) -> None:
    """X2: two calls of one caller at once ask the flow once, and the ticket is the first one's."""
    number = numbers()
    flow.play = lambda exchange, call: (exchange.pause(0.8), ticket_of_task(exchange, call))[-1]
    first = support(server).post("/v1/lookups", {"number": number, "service": "support", "session": "c-a", "deadlineMs": 100})
    second = support(server).post("/v1/lookups", {"number": number, "service": "support", "session": "c-b", "deadlineMs": 100})
    assert {first.json["status"], second.json["status"]} == {"partial"}
    until(lambda: context(support(server), "c-a").get("caller"), "the first call's card")
    until(lambda: context(support(server), "c-b").get("caller"), "the second call's card")
    assert context(support(server), "c-a")["parameters"] == {"ticket": "for c-a of support"}
    assert context(support(server), "c-b").get("parameters", {}) == {} and len(flow.calls) == 1


def test_x2_a_task_update_ends_its_own_services_question_only(server: Callcard, flow: Flow, numbers: Numbers) -> None:
    """X2: both teams wait for the flow about one number; support's update says nothing to sales."""
    number = numbers()
    flow.play = plays.silent
    for client, service in ((support(server), "support"), (sales(server), "sales")):
        client.post("/v1/lookups", {"number": number, "service": service, "session": f"c-{service}-task", "deadlineMs": 100})
    maker = Maker(server.client(server.installation.keys.flow))
    assert maker.update("c-support-task", MEIER, customContextParameters=[{"name": "ticket", "value": "4711"}]).status == 200
    until(lambda: context(support(server), "c-support-task").get("caller"), "support's card")
    theirs = context(sales(server), "c-sales-task")
    assert "caller" not in theirs and theirs.get("parameters", {}) == {}
    assert outcome(theirs, "power-automate") == "pending"
    assert maker.update("c-sales-task", MEIER).code == "sessionNotLive"


# X6


def test_x6_a_scoped_key_forgets_what_its_services_reach(server: Callcard, flow: Flow, numbers: Numbers) -> None:
    """X6: sales forgets a caller of both: its own context and flow's answer go, support's stay, and support's book is not named."""
    flow.play = plays.synchronous(customer={"company": "ACME AG"})
    call = team.call(server, number=ANNA)
    call.queued()
    until(lambda: context(support(server), call.session).get("caller"), "the caller's card")
    sales(server).lookup(ANNA, service="sales", session="c-of-sales")
    counts = sales(server).forget(ANNA)
    assert counts["contexts"] == 1 and counts["cache"] == 1 and counts["books"] == ["vip"]
    assert context(support(server), call.session)["caller"]["displayName"] == "Anna Meier"
    assert "caller" not in context(sales(server), "c-of-sales")
    counts = support(server).forget(ANNA)
    assert counts["contexts"] >= 1 and counts["books"] == ["contacts"]
    assert "caller" not in context(support(server), call.session)


def test_x6_what_strangers_have_kept_is_theirs(server: Callcard) -> None:
    """X6: support's finished answer stays when sales forgets the number, and is counted when support does."""
    for key in (support(server), sales(server)):
        for _ in range(3):
            key.lookup(ANNA)
    assert sales(server).forget(ANNA)["memo"] == 1
    assert sales(server).forget(ANNA)["memo"] == 0
    assert support(server).forget(ANNA)["memo"] == 1
