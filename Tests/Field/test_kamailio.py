"""C17 Kamailio with the configuration of `docs/switches/kamailio`, and sipp: names, events, and nothing lost while we are away."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from kit.keys import Key
from kit.process import Launcher
from kit.waiting import until
from servers.kamailio.exchange import CALLERS, EXTENSIONS, KNOWN, Exchange, Kind, upn
from servers.kamailio.phones import Callers, ShownCall
from servers.kamailio.proxy import session

KINDS = [
    Kind("caller-talks", 85, "200", {"200": "accepted"}),
    Kind("caller-is-hung-up-on", 10, "206", {"206": "accepted"}),
    Kind("caller-talks", 15, "201", {"201": "declined", "200": "accepted"}, "queued offered declined offered accepted ended", "busy"),
    Kind("caller-is-refused", 8, "204", {"204": "declined", "others": "abandoned"}, "queued offered declined ended"),
    Kind("caller-is-refused", 7, "205", {"205": "unanswered", "others": "abandoned"}, "queued offered unanswered ended", "offline"),
    Kind("caller-is-refused", 5, "203", {"203": "unanswered", "others": "abandoned"}, "queued offered unanswered ended"),
    Kind("caller-gives-up", 15, "202", {"202": "abandoned", "others": "abandoned"}, "queued offered ended"),
    Kind("caller-talks", 25, "+12025550100", {"200": "destinationAccepted"}, "dialing ringing accepted ended"),
    Kind("caller-is-refused", 8, "+12025550110", {"200": "notAccepted"}, "dialing ended", "busy"),
    Kind("caller-is-refused", 6, "+12025550120", {"200": "destinationNotReached"}, "dialing ended", "notReached"),
    Kind("caller-is-refused", 6, "+12025550140", {"200": "destinationDeclined"}, "dialing declined ended"),
    Kind("caller-gives-up", 10, "+12025550130", {"200": "userAborted"}, "dialing ringing ended", "userAborted"),
]


Open = Callable[..., Exchange]


@pytest.fixture
def exchange(launcher: Launcher, tmp_path: Path) -> Iterator[Open]:
    """Opens telephone systems for a test, and closes them."""
    opened: list[Exchange] = []

    def make(**more: Any) -> Exchange:
        opened.append(Exchange(launcher, tmp_path / f"exchange{len(opened)}", **more))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def check_report(exchange: Exchange, kind: Kind, callers: Callers) -> None:
    """Each call of the kind stands in the report as it went."""
    report, events, shown = exchange.report(), exchange.events(), exchange.shown()
    expected = {extension: outcome for extension, outcome in kind.outcomes.items() if extension != "others"}
    for extension in EXTENSIONS:
        if "others" in kind.outcomes:
            expected.setdefault(extension, kind.outcomes["others"])
    for call_id in callers.call_ids:
        rows = report[session(call_id)]
        found = {user: row["outcome"] for user, row in rows.items()}
        assert found == {upn(extension): outcome for extension, outcome in expected.items()}, call_id
        first = rows[upn(next(iter(kind.outcomes)))]
        assert first.get("reason", "") == kind.reason and "endedAt" in first, call_id
        happened = Counter(kind.events.split())
        if call_id not in shown:
            happened -= Counter(["offered"])
        assert events[session(call_id)] == happened, call_id


def moment(text: str) -> float:
    """Unix time of a time in the report."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def test_c17_two_hundred_calls(exchange: Open) -> None:
    """C17: 200 calls of twelve kinds, Callcard stopped for 20 s in between. All get through, phones show the right names and the network
    learns none, and the report has every call as it went, at its time."""
    made = exchange()
    begun = [(kind, made.call(kind, 40, f"kind{index}")) for index, kind in enumerate(KINDS)]
    assert sum(kind.count for kind in KINDS) == 200
    time.sleep(8)
    made.server.signal(signal.SIGSTOP)
    stopped = time.time()
    try:
        time.sleep(20)
    finally:
        made.server.signal(signal.SIGCONT)
    # Names are asked for again five seconds after the last time that none came.
    back = time.time() + 7
    for _, callers in begun:
        callers.finish()
    counters = made.told()
    assert counters["dropped"] == counters["lost"] == 0 and counters["repeated"] > 0, counters

    shown, report = made.shown(), made.report()
    assert len(report) == 200
    without = 0
    for kind, callers in begun:
        check_report(made, kind, callers)
        for index, call_id in enumerate(callers.call_ids):
            calls = shown.get(call_id, [])
            # Who gives up while Callcard is stopped may do so before any phone rings.
            expected = {2} if kind.dialled == "201" else {0, 1} if kind.scenario == "caller-gives-up" else {1}
            assert len(calls) in expected, f"phones showed {call_id} {len(calls)} times"
            if kind.inbound:
                sent, _, name = CALLERS[index % len(CALLERS)]
                without += check_name(calls, sent, name, stopped - 0.2, back)
            started = moment(next(iter(report[session(call_id)].values()))["startedAt"])
            assert all(-0.1 < calls[0].at - started < 4 for _ in calls[:1]), "it began when it began, whenever that was told"
    assert without >= 30, "hardly any call came while Callcard was stopped"
    learnt = [line for _, callers in begun for line in callers.learnt()]
    assert len(learnt) >= 110 and not [line for line in learnt if any(name in line for name in KNOWN.values())]


def check_name(calls: list[ShownCall], sent: str, name: str | None, stopped: float, back: float) -> int:
    """Every phone shows the right name; while Callcard is stopped, that or what the network sent. Returns how often it was the latter."""
    network = sent.partition("<")[0].strip().strip('"') or None
    for call in calls:
        if stopped <= call.at <= back:
            assert call.name in {name, network}, call
        else:
            assert call.name == name, call
    return sum(call.name != name for call in calls)


def test_c17_started_anew(exchange: Open) -> None:
    """C17: Callcard is killed and started anew while calls go on. Calls get through, events come later."""
    made = exchange()
    kind = Kind("caller-talks", 30, "200", {"200": "accepted"})
    callers = made.call(kind, 10)
    time.sleep(2)
    made.server.kill()
    time.sleep(4)
    made.restart()
    callers.finish()
    counters = made.told()
    assert counters["sent"] == counters["queued"] == 30 * 4 and counters["lost"] == 0, counters
    check_report(made, kind, callers)
    assert len(made.shown()) == 30


def test_c17_gives_up_while_asked_about(exchange: Open) -> None:
    """C17: a caller hangs up before Callcard has said who it is. No phone rings, and the report has the call."""
    made = exchange()
    made.server.signal(signal.SIGSTOP)
    try:
        callers = made.call(Kind("caller-gives-up", 1, "200", {}), 1)
        callers.finish()
        time.sleep(2)
    finally:
        made.server.signal(signal.SIGCONT)
    counters = made.told()
    assert counters["sent"] == 2 and made.shown() == {}
    (rows,) = made.report().values()
    assert Counter(row["outcome"] for row in rows.values()) == {"abandoned": len(EXTENSIONS)}


def test_c17_a_lost_event_is_found(exchange: Open) -> None:
    """C17: events that Callcard will never take are counted and named in the log, by session, with what was answered; calls get through."""
    made = exchange(service="elsewhere")
    callers = made.call(Kind("caller-talks", 2, "200", {}), 1)
    callers.finish()
    counters = made.told()
    assert counters["dropped"] == counters["queued"] == 8 and counters["sent"] == 0
    found = [call for calls in made.shown().values() for call in calls]
    assert [call.name for call in found] == [None, None]
    for call in found:
        lines = [line for line in made.kamailio.said.splitlines() if session(call.call_id) in line]
        assert len(lines) == 4 and all("status 404, dropped" in line and "serviceNotFound" in line for line in lines), lines


def test_c17_more_than_can_wait(exchange: Open) -> None:
    """C17: events for which the queue has no place are counted and named in the log; calls get through."""
    made = exchange(waiting=5)
    made.server.signal(signal.SIGSTOP)
    try:
        callers = made.call(Kind("caller-talks", 3, "200", {}), 1)
        callers.finish()
    finally:
        made.server.signal(signal.SIGCONT)
    counters = made.told()
    assert counters["sent"] == counters["queued"] and counters["sent"] + counters["lost"] == 12 and counters["lost"] >= 4, counters
    assert made.kamailio.said.count("the queue is full") == counters["lost"]


def test_c17_a_wrong_key(exchange: Open) -> None:
    """C17: with a key that is not taken calls get through without names, the log says why, and events wait instead of being dropped."""
    made = exchange(key=Key("kamailio", "sessionService").token)
    callers = made.call(Kind("caller-talks", 3, "200", {}), 1)
    callers.finish()
    until(lambda: made.kamailio.counters()["repeated"] >= 1, "the first event is tried")
    counters = made.kamailio.counters()
    assert counters["queued"] == 12 and counters["sent"] == counters["dropped"] == 0
    assert made.kamailio.waiting() == 11
    assert [call.name for calls in made.shown().values() for call in calls] == [None] * 3
    assert "the key is not taken" in made.kamailio.said
