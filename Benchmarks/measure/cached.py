"""A lookup answered from cache beside a route of the same server library that returns the same bytes."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from measure import places
from measure.client import Client
from measure.figure import Part
from measure.server import NOT_WIPING, WIPING, Server
from measure.setup import Setup
from measure.wrk import Contender, interleave, ratio

NUMBER = "+493023125123"


def measure(folder: Path, quick: bool) -> Part:
    part = Part("A lookup answered from cache, and a bare Hummingbird POST route that returns the same bytes")
    one, thousand = folder / "one.numbers", folder / "thousand.numbers"
    one.write_text(NUMBER + "\n")
    thousand.write_text("".join(f"+49302312{index * 7_919 % 1_000_000:06}1\n" for index in range(1_000)))
    with ExitStack() as stack:
        crm = stack.enter_context(Server([places.program("SlowCRM"), "1"]))
        setup = Setup(folder / "cached")
        setup.add_slow_crm(crm)
        setup.add_service(connectors=["slowcrm"], contexts=[
            {"name": "Open in CRM", "template": "https://crm.example/search?phone={Caller.Number}"},
            {"name": "New ticket", "template": "https://desk.example/new{?Customer.FirstName,Customer.LastName}"},
        ])
        ours, unwiped = stack.enter_context(setup.serve()), stack.enter_context(setup.serve(NOT_WIPING))
        answer = cached_answer(ours, setup.key)
        cached_answer(unwiped, setup.key)
        bare = stack.enter_context(Server([places.program("BareRoute")], stdin=answer.decode()))
        wiped = stack.enter_context(Server([places.program("BareRoute")], WIPING, stdin=answer.decode()))
        if Client(bare, setup.key).look_up_bytes(number=NUMBER) != answer:
            raise SystemExit("bench: the bare route returns other bytes")

        def contender(server: Server, numbers: Path = one, varies: bool = False) -> Contender:
            return Contender(server, setup.key, numbers, "support", varies)

        base, ours_one, bare_wiped, ours_unwiped = (contender(server) for server in (bare, ours, wiped, unwiped))
        callers, words = contender(ours, thousand), contender(ours, thousand, varies=True)
        asked = Client(ours, setup.key).metric("callcard_connector_answers_total")
        everybody = [base, ours_one, bare_wiped, ours_unwiped, callers, words]
        interleave(everybody, rounds=3 if quick else 8, seconds=1 if quick else 3)
        asked = Client(ours, setup.key).metric("callcard_connector_answers_total") - asked
        if asked > 1_000:
            raise SystemExit("bench: the CRM was asked again, so the answers did not come from cache")
    part.add(f"bare route, {len(answer)} bytes", told(base))
    part.add("lookup from cache", told(ours_one))
    value = ratio(ours_one, base, "rate")
    part.add("lookup ÷ bare route: rate", f"{value:.2f}", "≥ 0.85, aim 0.95", value >= 0.85)
    part.add("lookup ÷ bare route: processor time", f"{ratio(ours_one, base, 'cost'):.2f}")
    part.add("the same, 1,000 callers in turn: rate", f"{ratio(callers, base, 'rate'):.2f}")
    part.add("the same, in words never used before: rate", f"{ratio(words, base, 'rate'):.2f}")
    part.add("without wiping freed memory: rate", f"{ratio(ours_unwiped, base, 'rate'):.2f}")
    part.add("bare route that wipes freed memory: rate", f"{ratio(bare_wiped, base, 'rate'):.2f}")
    return part


def told(contender: Contender) -> str:
    rate, cost, p99 = (contender.median(what) for what in ("rate", "cost", "p99"))
    return f"{rate:,.0f}/s, {cost:.0f} µs of processor time each, p99 {p99:.1f} ms"


def cached_answer(server: Server, key: str) -> bytes:
    """What a server answers once it has asked."""
    client = Client(server, key)
    for _ in range(2):
        context = client.look_up(number=NUMBER, service="support", deadlineMs=2_000)
    if not (context["status"] == "resolved" and context["connectors"][0]["cached"] and len(context["contexts"]) == 2):
        raise SystemExit(f"bench: this is no answer from cache: {context}")
    return client.look_up_bytes(number=NUMBER, service="support", deadlineMs=2_000)
