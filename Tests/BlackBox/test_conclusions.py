"""S7, S11, S34–S41, S43, S57, S59, S60, S62, S63 Conclusions: codes and tags, saved once, by who took part."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from kit import team
from kit.calls import Call
from kit.desk import Desk
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.settings import Settings
from kit.streams import Streams
from kit.team import ALL_WIDGETS, BEN, CODED, CODES, OLGA, PIA
from kit.waiting import at_once

OFF = {"codes": False, "tags": False}
SERVICES: dict[str, dict[str, Any]] = {
    "codes-only": {"widgets": ALL_WIDGETS | {"tags": False}},
    "tags-only": {"widgets": ALL_WIDGETS | {"codes": False}},
    "neither": {"widgets": ALL_WIDGETS | OFF},
    "unlicensed": {"licence": {"enterpriseRouting": False}},
    "no-lists": {"codes": {"primary": [], "secondary": []}},
    "primary": {"codes": {"primary": CODES["primary"], "secondary": []}},
    "secondary": {"codes": {"primary": [], "secondary": CODES["primary"]}},
    "germany": {"region": "DE", "widgets": ALL_WIDGETS | {"codes": False}},
    "britain": {"region": "GB", "widgets": ALL_WIDGETS | {"codes": False}},
    "france": {"region": "FR", "widgets": ALL_WIDGETS | {"codes": False}},
}


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """A service for each way to switch codes and tags on and off."""
    installation = team.installation(module_launcher)
    for service, change in SERVICES.items():
        installation.add_service(service, ["contacts"], **team.settings() | change)
    return module_launcher.start(installation)


@pytest.fixture
def pia(server: Callcard) -> Desk:
    """Takes the calls."""
    return team.desk(server, PIA)


def taken(server: Callcard, service: str = "support") -> Call:
    """A call that Pia is having."""
    return team.call(server, service=service).queued().offered(PIA).accepted(PIA)


def refused(desk: Desk, call: Call, **body: Any) -> list[tuple[str, str]]:
    """Saves what can't be saved; nothing of it is kept, and the entry stays open."""
    answer = desk.conclude(call, **body)
    assert answer.status == 422, answer.body
    entry = desk.entry(call)
    assert entry["open"] and "conclusion" not in entry
    return answer.pointers


def tags_of(server: Callcard, desk: Desk, *tags: str, service: str = "tags-only") -> list[str]:
    """Saves tags on a call of their own; returns what was kept."""
    kept: list[str] = desk.saved(taken(server, service), tags=list(tags))["conclusion"]["tags"]
    return kept


def test_s11_s63_codes_and_tags_in_one_act(server: Callcard, pia: Desk) -> None:
    """S11, S63: an open entry brings what its form needs; codes and tags are saved together, and stand in list and detail."""
    call = taken(server).ended()
    detail = pia.detail(call)
    assert detail["open"] and detail["codes"] == CODES and {"codes", "tags"} <= set(detail["widgets"])
    saved = pia.saved(call, **CODED, tags=["call back", "upset"])
    conclusion = {name: value for name, value in saved["conclusion"].items() if name != "savedAt"}
    assert conclusion == CODED | {"tags": ["call back", "upset"]}
    assert saved["open"] is False and pia.entry(call) == saved


def test_s57_saved_during_the_call(server: Callcard, pia: Desk) -> None:
    """S57: it may be saved as soon as it is open; the call goes on, and its end opens nothing again."""
    call = taken(server)
    saved = pia.saved(call, **CODED)
    assert (saved["state"], saved["live"], saved["open"], saved["outcome"]) == ("connected", True, False, "accepted")
    call.ended()
    entry = pia.entry(call)
    assert (entry["state"], entry["open"], entry["conclusion"]) == ("past", False, saved["conclusion"])


def test_a_saved_outcome_stays(server: Callcard, pia: Desk) -> None:
    """A correction that arrives after the save no longer changes the outcome."""
    call = team.call(server, outbound=True).dialing(PIA, at=0).ended("busy", at=20)
    saved = pia.saved(call, **CODED)
    assert (saved["outcome"], saved["reason"]) == ("notAccepted", "busy")
    call.accepted(at=10)
    entry = pia.entry(call)
    assert (entry["outcome"], entry["state"], entry["open"]) == ("notAccepted", "past", False)


OPEN: dict[str, Callable[[Call], Call]] = {
    "accepted": lambda call: call.accepted(PIA),
    "over": lambda call: call.accepted(PIA).ended(),
    "handed on": lambda call: call.accepted(PIA).offered(BEN).accepted(BEN),
}
OPEN_OUTBOUND: dict[str, Callable[[Call], Call]] = {
    "accepted": lambda call: call.accepted(),
    "declined by the destination": lambda call: call.declined(),
    "declined by the user": lambda call: call.declined(PIA),
    "aborted": lambda call: call.ended("userAborted"),
    "not reached": lambda call: call.ended("notReached"),
    "busy": lambda call: call.ended("busy"),
}


@pytest.mark.parametrize("way", OPEN)
def test_s57_who_took_an_inbound_call(server: Callcard, pia: Desk, way: str) -> None:
    """S7, S57: open from the accept on."""
    call = OPEN[way](team.call(server).queued())
    assert pia.entry(call)["open"] and not pia.saved(call, **CODED)["open"]


@pytest.mark.parametrize("way", OPEN_OUTBOUND)
def test_s57_who_made_an_outbound_call(server: Callcard, pia: Desk, way: str) -> None:
    """S7, S57: open from its outcome on, whatever it is."""
    call = OPEN_OUTBOUND[way](team.call(server, outbound=True).dialing(PIA))
    assert pia.entry(call)["open"] and not pia.saved(call, **CODED)["open"]


@pytest.mark.parametrize(
    "call_to",
    [
        lambda call: call.queued(),
        lambda call: call.queued().offered(PIA),
        lambda call: call.queued().offered(PIA).declined(PIA),
        lambda call: call.queued().offered(PIA).unanswered(PIA),
        lambda call: call.queued().offered(PIA).ended(),
    ],
    ids=["incoming", "ringing", "declined", "unanswered", "abandoned"],
)
def test_s7_not_open(server: Callcard, pia: Desk, call_to: Callable[[Call], Call]) -> None:
    """S7: who did not take part concludes nothing: 409, and the entry stays as it was."""
    call = call_to(team.call(server))
    before = pia.entry(call)
    answer = pia.conclude(call, **CODED)
    assert (answer.status, answer.code) == (409, "notOpen")
    assert pia.entry(call) == before


@pytest.mark.parametrize("ringing", [False, True])
def test_s7_outbound_is_not_open_before_its_outcome(server: Callcard, pia: Desk, ringing: bool) -> None:
    """S7: a call that is still being made."""
    call = team.call(server, outbound=True).dialing(PIA)
    if ringing:
        call.ringing()
    assert pia.conclude(call, **CODED).code == "notOpen"


def test_s59_only_once(server: Callcard, pia: Desk) -> None:
    """S59: the second save is 409, also with the same body; what was saved first stays."""
    call = taken(server)
    saved = pia.saved(call, **CODED, tags=["first"])
    for body in (CODED | {"tags": ["first"]}, CODED | {"tags": ["second"]}, {"primaryCode": "nonsense"}):
        answer = pia.conclude(call, **body)
        assert (answer.status, answer.code) == (409, "alreadyConcluded")
    assert pia.entry(call) == saved


def test_s59_a_race(server: Callcard, pia: Desk) -> None:
    """S59: twenty pages save at once, each something else: one 200, and its words are kept."""
    call = taken(server)
    bodies = [CODED | {"tags": [f"page {index}"]} for index in range(20)]
    clients = [server.client(server.installation.people[PIA]) for _ in bodies]
    answers = at_once([partial(pia.conclude, call, client, **body) for client, body in zip(clients, bodies, strict=True)])
    assert sorted(answer.status for answer in answers) == [200] + [409] * 19
    assert {answer.code for answer in answers if answer.status == 409} == {"alreadyConcluded"}
    won = next(index for index, answer in enumerate(answers) if answer.status == 200)
    assert pia.entry(call)["conclusion"] == answers[won].json["conclusion"]
    assert pia.entry(call)["conclusion"]["tags"] == [f"page {won}"]


def test_s59_it_outlives_a_restart(launcher: Launcher) -> None:
    """S59: what was saved is there after a restart, and still can't be saved again."""
    installation = team.installation(launcher)
    server = launcher.start(installation)
    call = taken(server).ended()
    saved = team.desk(server).saved(call, **CODED, tags=["kept"])
    server.kill()
    pia = team.desk(launcher.start(installation))
    assert pia.entry(call) == saved
    assert pia.conclude(call, **CODED).code == "alreadyConcluded"


def test_s62_on_every_page(server: Callcard, pia: Desk) -> None:
    """S62: each open page of the user hears of it, with the entry no longer open; nobody else does."""
    call = taken(server)
    with Streams(server) as streams:
        pages, ben = [streams.snapshot(PIA) for _ in range(2)], streams.snapshot(BEN)
        pia.saved(call, **CODED)
        for page in pages:
            page.wait_for("concluded", call.entry_id)
            assert page.wait_for("entry", call.entry_id).data["open"] is False
        late = team.call(server).queued()
        ben.wait_for("entry", late.entry_id)
        assert not ben.of("concluded")


def test_s35_s36_codes_in_the_owners_order(server: Callcard, pia: Desk) -> None:
    """S35, S36: two lists, as the owner has put them."""
    settings = Settings(server.client(server.installation.people[OLGA]), "primary")
    codes = [{"id": f"c{index}", "name": f"Code {index}"} for index in (3, 1, 2)]
    call = taken(server, "primary")
    try:
        settings.change(codes={"primary": codes, "secondary": []})
        assert pia.detail(call)["codes"] == {"primary": codes, "secondary": []}
        assert refused(pia, call, primaryCode="question") == [("/primaryCode", "unknownCode")]
        assert pia.saved(call, primaryCode="c2")["conclusion"]["primaryCode"] == "c2"
    finally:
        settings.change(codes=SERVICES["primary"]["codes"])
    assert pia.entry(call)["conclusion"]["primaryCode"] == "c2", "what was saved stays, although the code is gone"


@pytest.mark.parametrize(
    "body, errors",
    [
        ({}, [("/primaryCode", "codeRequired"), ("/secondaryCode", "codeRequired")]),
        ({"tags": ["only a tag"]}, [("/primaryCode", "codeRequired"), ("/secondaryCode", "codeRequired")]),
        ({"primaryCode": "question"}, [("/secondaryCode", "codeRequired")]),
        ({"secondaryCode": "solved"}, [("/primaryCode", "codeRequired")]),
        ({"primaryCode": "nonsense", "secondaryCode": "solved"}, [("/primaryCode", "unknownCode")]),
        # A code's name is no id, ids are told apart by case, and each list has its own.
        ({"primaryCode": "Question", "secondaryCode": "solved"}, [("/primaryCode", "unknownCode")]),
        ({"primaryCode": "solved", "secondaryCode": "question"}, [("/primaryCode", "unknownCode"), ("/secondaryCode", "unknownCode")]),
        ({"primaryCode": "question", "secondaryCode": "x'; DROP TABLE--"}, [("/secondaryCode", "unknownCode")]),
    ],
    ids=str,
)
def test_s35_s39_codes_are_required_and_known(server: Callcard, pia: Desk, body: dict[str, Any], errors: list[tuple[str, str]]) -> None:
    """S35, S39: one code of each list, or nothing is saved and the icon stays."""
    call = taken(server)
    assert refused(pia, call, **body) == errors
    pia.saved(call, **CODED)


@pytest.mark.parametrize("full, empty", [("primary", "secondary"), ("secondary", "primary")])
def test_s37_s39_a_list_that_is_empty(server: Callcard, pia: Desk, full: str, empty: str) -> None:
    """S37, S39: an empty list asks for nothing and knows no code; both lists behave alike."""
    call = taken(server, full)
    assert refused(pia, call) == [(f"/{full}Code", "codeRequired")]
    assert refused(pia, call, **{f"{full}Code": "question", f"{empty}Code": "solved"}) == [(f"/{empty}Code", "unknownCode")]
    conclusion = pia.saved(call, **{f"{full}Code": "complaint"})["conclusion"]
    assert conclusion[f"{full}Code"] == "complaint" and f"{empty}Code" not in conclusion and conclusion["tags"] == []


def test_s39_no_lists_at_all(server: Callcard, pia: Desk) -> None:
    """S39: where there is no code to choose, none is needed."""
    assert pia.saved(taken(server, "no-lists"))["conclusion"]["tags"] == []


@pytest.mark.parametrize("service", ["neither", "unlicensed"])
def test_s34_s40_s60_switched_off(server: Callcard, pia: Desk, service: str) -> None:
    """S34, S40, S60: without widgets or licence the save is 409, and the entry stays open."""
    call = taken(server, service)
    for body in (CODED, {"tags": ["a tag"]}, {}):
        answer = pia.conclude(call, **body)
        assert (answer.status, answer.code) == (409, "codesDisabled")
    entry = pia.entry(call)
    assert entry["open"] and "conclusion" not in entry
    assert not {"codes", "tags"} & set(entry["widgets"]) and "codes" not in pia.detail(call)


@pytest.mark.parametrize("change", [{"widgets": ALL_WIDGETS | OFF}, {"licence": {"enterpriseRouting": False}}], ids=str)
def test_s60_saved_once_it_is_enabled(launcher: Launcher, change: dict[str, Any]) -> None:
    """S60: an entry that stayed open can be saved when the owner switches the widget on."""
    server = launcher.start(team.installation(launcher, **change))
    pia = team.desk(server)
    call = taken(server).ended()
    assert pia.conclude(call, **CODED).code == "codesDisabled"
    Settings(server.client(server.installation.people[OLGA])).change(widgets=ALL_WIDGETS, licence={"enterpriseRouting": True})
    assert {"codes", "tags"} <= set(pia.entry(call)["widgets"])
    assert not pia.saved(call, **CODED)["open"]


def test_a_part_that_is_off(server: Callcard, pia: Desk) -> None:
    """A part whose widget is off is 422 at its place; the other is saved alone."""
    call = taken(server, "codes-only")
    assert refused(pia, call, **CODED, tags=["a tag"]) == [("/tags", "invalidValue")]
    assert pia.saved(call, **CODED)["conclusion"]["tags"] == []
    call = taken(server, "tags-only")
    assert refused(pia, call, primaryCode="question", tags=["a tag"]) == [("/primaryCode", "invalidValue")]
    conclusion = pia.saved(call, tags=["a tag"])["conclusion"]
    assert conclusion["tags"] == ["a tag"] and not {"primaryCode", "secondaryCode"} & conclusion.keys()


@pytest.mark.parametrize(
    "typed, kept",
    [
        (["  call back "], ["call back"]),
        (["call \t\u00a0  back"], ["call back"]),
        (["Rechnung", "rechnung", "RECHNUNG ", "other"], ["Rechnung", "other"]),
        (["Straße", "STRASSE"], ["Straße"]),
        (["cafe\u0301"], ["caf\u00e9"]),
        (["cafe\u0301", "CAF\u00c9"], ["caf\u00e9"]),
        (["naïve", "naive"], ["naïve", "naive"]),
        (["b", "a"], ["b", "a"]),
        (["x" * 64], ["x" * 64]),
        ([" " + "x" * 64 + " "], ["x" * 64]),
        (["e\u0301" * 64], ["\u00e9" * 64]),
        (["\U0001f600 fine"], ["\U0001f600 fine"]),
        ([], []),
    ],
    ids=str,
)
def test_s41_tags_are_cleaned(server: Callcard, pia: Desk, typed: list[str], kept: list[str]) -> None:
    """S41: trimmed, composed, with single spaces; what differs in case only is one tag, the first."""
    assert tags_of(server, pia, *typed) == kept


@pytest.mark.parametrize(
    "tag",
    ["<script>alert(1)</script>", "'; DROP TABLE tags; --", "%", "_", '"quoted", \\', "=1+1", "{Customer.LastName}", "../../etc", "null"],
)
def test_s41_hostile_tags_are_data(server: Callcard, pia: Desk, tag: str) -> None:
    """S41: free text comes back as it was typed."""
    assert tags_of(server, pia, tag) == [tag]


def test_s41_how_many(server: Callcard, pia: Desk) -> None:
    """S41: at most 20, counted when they are cleaned."""
    many = [f"tag {chr(97 + index)}" for index in range(20)]
    call = taken(server, "tags-only")
    assert refused(pia, call, tags=[*many, "one more"]) == [("/tags", "invalidValue")]
    assert refused(pia, call, tags=["again"] * 101) == [("/tags", "invalidValue")]
    assert pia.saved(call, tags=[*many, *(tag.upper() for tag in many)])["conclusion"]["tags"] == many


@pytest.mark.parametrize("tag", ["", "   ", "\u00a0", "x" * 65, "e\u0301" * 65], ids=["empty", "blank", "no-break space", "65", "65 composed"])
def test_s41_how_long(server: Callcard, pia: Desk, tag: str) -> None:
    """S41: 1 to 64 characters."""
    assert refused(pia, taken(server, "tags-only"), tags=["fine", tag]) == [("/tags/1", "invalidValue")]


@pytest.mark.parametrize(
    "service, tag",
    [
        ("germany", "03023125123"),
        ("germany", "030 23125-123"),
        ("germany", "+49 (0)30 / 23125 123"),
        ("germany", "call 030 23125123 back"),
        ("germany", "ring:030.23125.123!"),
        ("germany", "+12025550123"),
        ("germany", "\uff10\uff13\uff10\uff12\uff13\uff11\uff12\uff15\uff11\uff12\uff13"),
        ("germany", "\u0660\u0663\u0660 \u0662\u0663\u0661\u0662\u0665\u0661\u0662\u0663"),
        # Where the service names no region the configuration's counts.
        ("tags-only", "030 23125123"),
        ("britain", "020 7946 0123"),
        ("france", "01 99 00 12 34"),
    ],
)
def test_s41_a_tag_is_no_number(server: Callcard, pia: Desk, service: str, tag: str) -> None:
    """S41: what libphonenumber takes for a number of the service's region is refused, and not repeated in the answer."""
    call = taken(server, service)
    answer = pia.conclude(call, tags=[tag])
    assert (answer.status, answer.pointers) == (422, [("/tags/0", "invalidValue")])
    assert tag.encode() not in answer.body
    assert pia.saved(call)["conclusion"]["tags"] == []


@pytest.mark.parametrize("tag", ["123456", "ticket 4711", "0000000000", "version 6.3.0", "9 to 5", "99999999999999999999"])
def test_s41_other_digits_are_welcome(server: Callcard, pia: Desk, tag: str) -> None:
    """S41: fewer than seven digits, or such as nobody can call."""
    assert tags_of(server, pia, tag, service="germany") == [tag]


HIDDEN = [
    "Rückruf 14:30 +49 30 23125123",
    "Raum 12 030 23125123",
    "1. 030 23125123",
    "030 23125123 (28.11.2026)",
    "12/24 0044 20 7946 0123",
    "am 28.11.2026 14:30 030/23125123",
    "KW 48 2026-11-28 (030) 23125 123",
    "Zimmer 3 Bett 2 +1 202 555 0123",
    "4711 0815 030-23125123 bitte",
    "bis 30.11. 9:00 0049-30-23125123",
    "030\u00a0231\u200b25123",
    "030\u20112312\u00ad5123",
    "Fax:030-23125123;",
    "+49 30 23125 123 ext 4",
    "030 23125123 030 23125124",
]
ORDINARY = [
    "28.11.2026",
    "2026-11-28 14:30",
    "28.11.2026 - 30.11.2026",
    "28.-30.11.2026",
    "14:30-15:00",
    "Termin 1.12.26, 9:05:00",
    "Auftrag 1234567",
    "Auftrag 2026/004711",
    "Rechnung RE-2026-11-0042",
    "Bestellung 100234567",
    "Ticket 2026112800123",
    "ISBN 978-3-16-148410-0",
    "192.0.2.7",
    "1.000.000 EUR",
    "A4 80g 500 Blatt",
    "10115 Berlin",
    "Kunde 1234-5678 Vertrag 12",
    "1 2 3 4 5 6 7 8 9",
]


@pytest.mark.parametrize("tag", HIDDEN)
def test_s41_a_number_hides_nowhere(server: Callcard, pia: Desk, tag: str) -> None:
    """S41: with a time, a room or a date before or behind it, a number is refused all the same, and named by its place."""
    call = taken(server, "germany")
    assert refused(pia, call, tags=["fine", tag, "call back"]) == [("/tags/1", "invalidValue")]
    assert pia.saved(call, tags=["fine"])["conclusion"]["tags"] == ["fine"]


@pytest.mark.parametrize("tag", ORDINARY)
def test_s41_dates_and_order_numbers_are_welcome(server: Callcard, pia: Desk, tag: str) -> None:
    """S41: dates, times, orders and invoices are no numbers."""
    assert tags_of(server, pia, tag, service="germany") == [tag]


@pytest.mark.parametrize("tag", ["06.12.10.26.33", "06-12-10-26-33", "le 28/11/2026 06 12 10 26 33", "salle 12 01 99 00 12 34"])
def test_s41_what_goes_on_is_no_date(server: Callcard, pia: Desk, tag: str) -> None:
    """S41: a date whose separator goes on is a number."""
    assert refused(pia, taken(server, "france"), tags=[tag]) == [("/tags/0", "invalidValue")]


@pytest.mark.parametrize("tag", ["06.12.10", "le 06/12/10 à 26 personnes", "28/11/2026 10:26", "facture 2026-11-28/33"])
def test_s41_dates_in_france(server: Callcard, pia: Desk, tag: str) -> None:
    """S41: also where numbers are written in pairs."""
    assert tags_of(server, pia, tag, service="france") == [tag]


def test_s41_each_bad_tag_is_named(server: Callcard, pia: Desk) -> None:
    """S41: all of them, by their places in what was sent."""
    tags = ["a", "030 23125123", "b", "anna@acme.example", "x" * 65, "Raum 12 030 23125123"]
    places = [("/tags/1", "invalidValue"), ("/tags/3", "invalidValue"), ("/tags/4", "invalidValue"), ("/tags/5", "invalidValue")]
    assert refused(pia, taken(server, "germany"), tags=tags) == places


def test_s41_a_number_does_not_hide_behind_many_tags(server: Callcard, pia: Desk) -> None:
    """S41: however often a tag comes before it, and in whatever case."""
    variants = ["".join(letter.upper() if index >> place & 1 else letter for place, letter in enumerate("abcdef")) for index in range(64)]
    tags = [f"{variant} 4711 12" for variant in variants]
    call = taken(server, "germany")
    assert refused(pia, call, tags=[*tags, "030 23125123"]) == [("/tags/64", "invalidValue")]
    assert pia.saved(call, tags=tags)["conclusion"]["tags"] == ["abcdef 4711 12"]


def test_s41_the_worst_tags_hold_nobody_up(server: Callcard, pia: Desk) -> None:
    """S41: twenty tags with a digit behind each of their blanks are searched beside the calls of others."""
    # In Germany no number is written without its 0.
    tags = [f"{chr(97 + first)} " + " ".join(str((first + place) % 6 + 1) for place in range(31)) for first in range(20)]
    call = taken(server, "germany")
    with ThreadPoolExecutor(1) as pool:
        saved = pool.submit(pia.saved, call, tags=tags)
        assert all(server.client().lookup("+493023125150", service="germany")["status"] == "unknown" for _ in range(20))
        assert saved.result()["conclusion"]["tags"] == tags


def test_s41_the_region_is_the_services(server: Callcard, pia: Desk) -> None:
    """S41: what is a number in France is none in Germany."""
    assert tags_of(server, pia, "01 99 00 12 34", service="germany") == ["01 99 00 12 34"]


@pytest.mark.parametrize("tag", ["anna@acme.example", "a@b", "write to anna @ acme", "anna\uff20acme.example", "<anna@acme>"])
def test_s41_a_tag_is_no_address(server: Callcard, pia: Desk, tag: str) -> None:
    """S41: text on both sides of an `@`."""
    answer = pia.conclude(taken(server, "tags-only"), tags=[tag])
    assert (answer.status, answer.pointers) == (422, [("/tags/0", "invalidValue")])
    assert tag.encode() not in answer.body


@pytest.mark.parametrize("tag", ["@home", "call me @", "@"])
def test_s41_an_at_alone_is_no_address(server: Callcard, pia: Desk, tag: str) -> None:
    """S41: nothing before it, or nothing behind it."""
    assert tags_of(server, pia, tag) == [tag]


@pytest.mark.parametrize(
    "body, errors",
    [
        ({"tags": "call back"}, [("/tags", "invalidValue")]),
        ({"tags": ["fine", 5]}, [("/tags/1", "invalidValue")]),
        ({"primaryCode": 5}, [("/primaryCode", "invalidValue")]),
        ({"tag": ["call back"]}, [("/tag", "unknownMember")]),
    ],
    ids=str,
)
def test_what_is_no_conclusion(server: Callcard, pia: Desk, body: dict[str, Any], errors: list[tuple[str, str]]) -> None:
    """422 at the member."""
    assert refused(pia, taken(server, "tags-only"), **body) == errors


def test_s43_tags_change_nothing(server: Callcard, pia: Desk) -> None:
    """S43: after any tag the caller's next call is as the one before it."""

    def taken_by_pia() -> tuple[Call, dict[str, Any]]:
        call = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA).ended()
        detail = pia.knows(call, "Anna Meier")
        timeless = {"id", "session", "startedAt", "updatedAt", "timers", "context"}
        context = {name: value for name, value in detail["context"].items() if name not in {"expiresAt", "connectors"}}
        return call, {name: value for name, value in detail.items() if name not in timeless} | {"context": context}

    first, before = taken_by_pia()
    pia.saved(first, **CODED, tags=["VIP", "do not call", "urgent"])
    _, after = taken_by_pia()
    assert before == after


def test_nobody_elses_entry(server: Callcard, pia: Desk) -> None:
    """404 for an entry that the user does not have, and for another user's; a transfer gives each their own."""
    call = taken(server)
    ben = team.desk(server, BEN)
    assert ben.conclude(call, **CODED).status == 404
    assert pia.conclude(call, ben.client, **CODED).status == 404
    call.offered(BEN).accepted(BEN)
    ben.saved(call, primaryCode="complaint", secondaryCode="open")
    assert pia.entry(call)["open"] and not ben.entry(call)["open"]
