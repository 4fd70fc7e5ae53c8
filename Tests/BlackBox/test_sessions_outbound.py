"""S26–S33, S57 Outbound calls: rows O1 to O9 of `SESSIONS.md`."""

from __future__ import annotations

from typing import Any

import pytest

from kit import team
from kit.calls import Call
from kit.desk import Desk
from kit.entries import Entry
from kit.process import Callcard, Launcher
from kit.team import BEN, CODED, OLGA, PIA


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """A team of three."""
    return module_launcher.start(team.installation(module_launcher))


@pytest.fixture
def pia(server: Callcard) -> Desk:
    """Calls."""
    return team.desk(server, PIA)


@pytest.fixture
def ben(server: Callcard) -> Desk:
    """Sees nothing of it."""
    return team.desk(server, BEN)


@pytest.fixture
def call(server: Callcard) -> Call:
    """A call to somebody."""
    return team.call(server, outbound=True)


def span(call: Call, start: float, end: float | None = None) -> dict[str, str]:
    """A timer by seconds of the call."""
    return {"startedAt": call.at(start)} | ({"endedAt": call.at(end)} if end is not None else {})


def tells(entry: Entry, **members: Any) -> None:
    """The entry has these members; `None` stands for an absent one."""
    assert {name: entry.get(name) for name in members} == members


def test_o1_dialing(call: Call, pia: Desk, ben: Desk) -> None:
    """O1, S26, S27: dialling, with its time running; nobody else sees it."""
    call.dialing(PIA)
    entry = pia.entry(call)
    tells(entry, direction="outbound", state="dialing", live=True, open=False, outcome=None, attempts=1, timer="dialOut")
    tells(entry, timers={"dialOut": span(call, 0)}, startedAt=call.at(0), updatedAt=call.at(0))
    assert pia.list(limit=1)["live"] and ben.sees(call) is None


def test_o2_ringing(call: Call, pia: Desk, ben: Desk) -> None:
    """O2, S28: ringing, with its time running and the time of dialling final."""
    call.dialing(PIA).ringing(at=4)
    tells(pia.entry(call), state="ringing", timer="ring", open=False, outcome=None, updatedAt=call.at(4), attempts=1)
    assert pia.entry(call)["timers"] == {"dialOut": span(call, 0, 4), "ring": span(call, 4)}
    assert ben.sees(call) is None


@pytest.mark.parametrize("rings", [True, False])
def test_o3_accepted(call: Call, pia: Desk, rings: bool) -> None:
    """O3, S31, S57: the destination accepted: connected and open."""
    call.dialing(PIA)
    if rings:
        call.ringing(at=4)
    call.accepted(at=9)
    entry = pia.entry(call)
    tells(entry, state="connected", live=True, outcome="destinationAccepted", open=True, timer="connected", updatedAt=call.at(9))
    assert entry["timers"]["connected"] == span(call, 9) and entry["timers"]["dialOut"] == span(call, 0, 4 if rings else 9)


def test_o3_accepted_with_the_user(call: Call, pia: Desk) -> None:
    """O3: `user` in it changes nothing."""
    call.dialing(PIA).accepted(PIA)
    tells(pia.entry(call), outcome="destinationAccepted", state="connected")


FAILURES = {
    "S32 O4 declined": ("declined", None, None, "destinationDeclined", None),
    "S32 O4 ended(declined)": ("ended", None, "declined", "destinationDeclined", "declined"),
    "S29 O5 declined(u)": ("declined", PIA, None, "notAccepted", "declined"),
    "S29 O5 ended(declined) with user": ("ended", PIA, "declined", "notAccepted", "declined"),
    "S30 O6 userAborted": ("ended", None, "userAborted", "userAborted", "userAborted"),
    "S30 O6 userAborted with user": ("ended", PIA, "userAborted", "userAborted", "userAborted"),
    "S30 O6 abandoned": ("ended", None, "abandoned", "userAborted", "abandoned"),
    "S33 O7 notReached": ("ended", None, "notReached", "destinationNotReached", "notReached"),
    "S29 O8 busy": ("ended", None, "busy", "notAccepted", "busy"),
    "S29 O8 offline": ("ended", None, "offline", "notAccepted", "offline"),
    "S29 O8 timeout": ("ended", None, "timeout", "notAccepted", "timeout"),
    "S29 O8 an unknown code": ("ended", None, "SIP-503.x", "notAccepted", "SIP-503.x"),
    "S29 O8 none": ("ended", None, None, "notAccepted", None),
}


@pytest.mark.parametrize("rings", [True, False], ids=["rings", "dials"])
@pytest.mark.parametrize("row", FAILURES)
def test_o4_to_o8_failures(call: Call, pia: Desk, ben: Desk, row: str, rings: bool) -> None:
    """O4 to O8, S25, S29, S30, S32, S33, S46, S57: past and open, with the time of what it did last."""
    word, user, reason, outcome, shown = FAILURES[row]
    call.dialing(PIA)
    if rings:
        call.ringing(at=3)
    call.tell(word, user, reason, at=12)
    entry = pia.entry(call)
    tells(entry, state="past", outcome=outcome, live=False, open=True, updatedAt=call.at(12), timer="ring" if rings else "dialOut")
    assert entry["timers"][entry["timer"]] == span(call, 3 if rings else 0, 12)
    # A destination that declines needs no reason to be shown; it is one.
    assert entry.get("reason") == shown or (outcome, word) == ("destinationDeclined", "declined")
    assert ben.sees(call) is None


@pytest.mark.parametrize("row", ["S32 O4 declined", "S29 O5 declined(u)"])
def test_ended_after_declined_changes_nothing_but_live(call: Call, pia: Desk, row: str) -> None:
    """An outcome once decided stays: `ended` after O4 or O5."""
    word, user, reason, outcome, _ = FAILURES[row]
    call.dialing(PIA).ringing()
    call.tell(word, user, reason)
    before = pia.entry(call)
    call.ended("busy")
    after = pia.entry(call)
    tells(after, outcome=outcome, state="past", open=True, timer=before["timer"])
    assert after["timers"] == before["timers"] and after.get("reason") == before.get("reason")


def test_only_a_later_accepted_replaces_it(call: Call, pia: Desk) -> None:
    """O4, then O3: the later `accepted` counts."""
    call.dialing(PIA).ringing().declined(at=5).accepted(at=7)
    tells(pia.entry(call), outcome="destinationAccepted", state="connected", open=True)


@pytest.mark.parametrize("reason", [None, "busy", "userAborted", "declined", "notReached"])
def test_o9_ended_after_accepted(call: Call, pia: Desk, reason: str | None) -> None:
    """O9: whatever the reason, the destination has accepted; open until saved."""
    call.dialing(PIA).ringing().accepted(at=5).ended(reason, at=65)
    entry = pia.entry(call)
    tells(entry, state="past", outcome="destinationAccepted", open=True, timer="connected", updatedAt=call.at(65))
    assert entry["timers"]["connected"] == span(call, 5, 65)
    tells(pia.saved(call, **CODED), open=False)


def test_failed_calls_are_under_all_only(call: Call, pia: Desk) -> None:
    """S6: missed is inbound only; a failed outbound call is under *all*."""
    call.dialing(PIA).ended("busy")
    assert call.session in {entry["session"] for entry in pia.items()}
    for outcome in ("accepted", "missed"):
        assert call.session not in {entry["session"] for entry in pia.items(outcome=outcome)}


def test_accepted_ones_are_under_accepted(call: Call, pia: Desk) -> None:
    """S6: Destination Accepted counts as accepted."""
    call.dialing(PIA).accepted().ended()
    assert call.session in {entry["session"] for entry in pia.items(outcome="accepted")}


def test_a_failed_call_can_be_concluded(call: Call, pia: Desk) -> None:
    """S57: open from its outcome on, not before."""
    call.dialing(PIA)
    assert pia.conclude(call, **CODED).code == "notOpen"
    call.ended("notReached")
    tells(pia.saved(call, **CODED), open=False, outcome="destinationNotReached")


def test_ended_overtakes_dialing(call: Call, pia: Desk) -> None:
    """The end arrives first: the same in the end."""
    call.ended("busy", at=20)
    assert pia.sees(call) is None
    call.ringing(at=3).dialing(PIA, at=0)
    entry = pia.entry(call)
    tells(entry, outcome="notAccepted", reason="busy", state="past", live=False, timer="ring")
    assert entry["timers"] == {"dialOut": span(call, 0, 3), "ring": span(call, 3, 20)}


def test_a_stranger_dials(server: Callcard, call: Call) -> None:
    """Who is no member gets no entry, and nobody else does."""
    call.dialing(OLGA).accepted().ended()
    assert team.desk(server, OLGA).sees(call) is None and team.desk(server, PIA).sees(call) is None
