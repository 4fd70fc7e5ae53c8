"""C17 The configuration files of `docs/switches`, run by emulations of Asterisk, FreeSWITCH and 3CX.

What these switches do is taken from their public source and documentation; none of them ran here. Kamailio does, in `Tests/Field`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kit import contract, team
from kit.books import contact
from kit.process import Callcard, Launcher
from kit.switches import asterisk, curl, freeswitch
from kit.switches.relay import Relay
from kit.switches.threecx import Template

GUIDES = contract.REPOSITORY / "docs" / "switches"
EXTENSIONS = {"200": "pia@example.com", "201": "ben@example.com"}
NAMES = {
    "+493023125001": "Anna Meier",
    "+493023125002": "Größe: Söhne, KG",
    "+493023125003": "O'Neill 100 % [1]",
}
ROWS = {"200": team.PIA, "201": team.BEN}


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """A team whose users have extensions, and names that dialplans stumble over. Names may be had by GET."""
    installation = team.installation(module_launcher, team.PIA, team.BEN, aliases=EXTENSIONS)
    book = [contact(f"k{index}", number, displayName=name) for index, (number, name) in enumerate(NAMES.items())]
    installation.add_book("names", book)
    installation.services["support"]["connectors"] = ["names"]
    installation.config["switches"] = {"get": True}
    return module_launcher.start(installation)


@pytest.fixture
def key(server: Callcard) -> str:
    """The switch's key."""
    return server.installation.keys.support_switch.token


@pytest.fixture
def url(server: Callcard) -> str:
    """Where Callcard is."""
    return f"http://127.0.0.1:{server.port}"


@pytest.fixture
def relay(url: str, key: str, tmp_path: Path) -> Iterator[Relay]:
    """A relay beside the switch."""
    relay = Relay(tmp_path / "relay", url, key)
    yield relay
    relay.stop()


def report(server: Callcard, session: str) -> dict[str, str]:
    """How a call ended for each user, with the reason."""
    answer = server.operator().get("/v1/reports/interactions")
    rows = [row for row in answer.json["items"] if row["session"] == session]
    assert rows and all("endedAt" in row for row in rows), f"{session} is not over: {rows}"
    return {row["user"]: " ".join(filter(None, [row["outcome"], row.get("reason")])) for row in rows}


# ---- Asterisk and FreePBX

AsteriskCall = Callable[..., asterisk.Channel]


@pytest.fixture
def asterisk_call(url: str, key: str, relay: Relay) -> AsteriskCall:
    """A channel of an Asterisk with the guide's files."""
    files = [GUIDES / "asterisk" / "callcard.conf", GUIDES / "asterisk" / "extensions.conf"]
    dialplan = asterisk.Dialplan(files, CALLCARD_URL=url, CALLCARD_KEY=key, CALLCARD_RELAY=relay.url)
    return lambda **more: asterisk.Channel(dialplan, **more)


@pytest.mark.parametrize("number, name", [*NAMES.items(), ("+493023125900", "")])
def test_c17_asterisk_shows_the_name(asterisk_call: AsteriskCall, number: str, name: str) -> None:
    """C17: with commas, colons, quotes and percent signs; a caller whom nobody knows keeps the network's name."""
    call = asterisk_call(number=number, name="Network", answers=[("ANSWER", "16")])
    call.run("from-trunk", "_X.", "4930231250")
    assert call.shown == [name or "Network"]


def test_c17_asterisk_withheld(asterisk_call: AsteriskCall, server: Callcard, relay: Relay) -> None:
    """C17: a number that the network has but may not show is neither asked about nor told."""
    call = asterisk_call(number="+493023125001", presentation="prohib_passed_screen", answers=[("ANSWER", "16")])
    call.run("from-trunk", "_X.", "4930231250")
    relay.told()
    assert call.shown == [""]
    detail = team.desk(server).client.get(f"/v1/users/me/interactions/i-{call.variables['UNIQUEID']}").json
    assert detail["caller"]["withheld"] is True and "number" not in detail["caller"]


@pytest.mark.parametrize(
    "answers, outcomes",
    [
        ([("ANSWER", "16")], {"200": "accepted"}),
        ([("BUSY", "17"), ("ANSWER", "16")], {"200": "declined busy", "201": "accepted"}),
        ([("BUSY", "21"), ("ANSWER", "16")], {"200": "declined", "201": "accepted"}),
        ([("NOANSWER", "19"), ("CHANUNAVAIL", "20")], {"200": "unanswered", "201": "unanswered offline"}),
        ([("CANCEL", "127")], {"200": "abandoned", "201": "abandoned"}),
    ],
)
def test_c17_asterisk_tells_of_calls(
    asterisk_call: AsteriskCall, server: Callcard, relay: Relay, answers: list[tuple[str, str]], outcomes: dict[str, str]
) -> None:
    """C17: a call that rings at two users, one after the other, stands in the report as it went."""
    call = asterisk_call(number="+493023125001", answers=answers)
    call.run("from-trunk", "_X.", "4930231250")
    assert relay.told()["dropped"] == 0, relay.said
    assert report(server, call.variables["UNIQUEID"]) == {ROWS[extension]: text for extension, text in outcomes.items()}


@pytest.mark.parametrize(
    "answer, outcome",
    [
        (("ANSWER", "16"), "destinationAccepted"),
        (("BUSY", "17"), "notAccepted busy"),
        (("BUSY", "21"), "destinationDeclined"),
        (("NOANSWER", "19"), "notAccepted timeout"),
        (("CHANUNAVAIL", "1"), "destinationNotReached notReached"),
        (("CANCEL", "127"), "userAborted userAborted"),
    ],
)
def test_c17_asterisk_calls_out(
    asterisk_call: AsteriskCall, server: Callcard, relay: Relay, answer: tuple[str, str], outcome: str
) -> None:
    """C17: calls of a user's to a number, by what became of them."""
    call = asterisk_call(number="200", answers=[answer])
    call.run("from-phones", "_[+0]X.", "+12025550100")
    assert relay.told()["dropped"] == 0, relay.said
    assert report(server, call.variables["UNIQUEID"]) == {team.PIA: outcome}


@pytest.mark.parametrize(
    "number, query, name",
    [
        ("+493023125001", "number=%2B493023125001&service=support", "Anna Meier"),
        # What the module sends where nobody has told it to encode.
        ("03023125002", "number=03023125002&service=support", "Größe: Söhne, KG"),
        ("+493023125900", "number=%2B493023125900&service=support", ""),
    ],
)
def test_c17_freepbx_source(url: str, key: str, number: str, query: str, name: str) -> None:
    """C17: FreePBX's CID lookup source asks by GET, with name and key in the address."""
    address = url.replace("http://", f"http://freepbx:{key}@") + "/v1/callername?" + query
    assert curl.send(address, asterisk.AGENT) == curl.Reply(200, name)


# ---- FreeSWITCH

FreeSwitchCall = Callable[..., freeswitch.Session]


@pytest.fixture
def freeswitch_places(url: str, key: str, relay: Relay) -> dict[str, str]:
    """What an administrator replaces in the guide's files."""
    places = {"127.0.0.1:8090": f"127.0.0.1:{relay.port}", "127.0.0.1:8080": url.removeprefix("http://")}
    return places | {"cc_freeswitch_PUT-THE-KEY-HERE": key}


@pytest.fixture
def freeswitch_call(freeswitch_places: dict[str, str]) -> FreeSwitchCall:
    """A leg of a FreeSWITCH with the guide's files."""
    files = [GUIDES / "freeswitch" / name for name in ("callcard.xml", "callcard-outbound.xml", "callcard-context.xml")]
    dialplan = freeswitch.Dialplan(files, freeswitch_places)
    return lambda **more: freeswitch.Session(dialplan, **more)


@pytest.mark.parametrize("number, name", [*NAMES.items(), ("+493023125900", "")])
def test_c17_freeswitch_shows_the_name(freeswitch_call: FreeSwitchCall, number: str, name: str) -> None:
    """C17: what mod_curl has left from another request is not shown."""
    call = freeswitch_call(number=number, bridges=["SUCCESS"], variables={"curl_response_data": "Somebody Else"})
    call.run("callcard-inbound", "callcard-user", destination="200")
    assert call.shown == [name]


@pytest.mark.parametrize(
    "disposition, outcomes",
    [
        ("SUCCESS", {"200": "accepted"}),
        ("USER_BUSY", {"200": "declined busy", "201": "abandoned"}),
        ("CALL_REJECTED", {"200": "declined", "201": "abandoned"}),
        ("NO_ANSWER", {"200": "unanswered", "201": "abandoned"}),
        ("USER_NOT_REGISTERED", {"200": "unanswered offline", "201": "abandoned"}),
        ("ORIGINATOR_CANCEL", {"200": "abandoned", "201": "abandoned"}),
    ],
)
def test_c17_freeswitch_tells_of_calls(
    freeswitch_call: FreeSwitchCall, server: Callcard, relay: Relay, disposition: str, outcomes: dict[str, str]
) -> None:
    """C17: a call stands in the report as it went."""
    call = freeswitch_call(number="+493023125001", bridges=[disposition])
    call.run("callcard-inbound", "callcard-user", destination="200")
    assert relay.told()["dropped"] == 0, relay.said
    assert report(server, call.id) == {ROWS[extension]: text for extension, text in outcomes.items()}


@pytest.mark.parametrize(
    "disposition, outcome",
    [
        ("SUCCESS", "destinationAccepted"),
        ("USER_BUSY", "notAccepted busy"),
        ("CALL_REJECTED", "destinationDeclined"),
        ("NO_ANSWER", "notAccepted timeout"),
        ("UNALLOCATED_NUMBER", "destinationNotReached notReached"),
        ("ORIGINATOR_CANCEL", "notAccepted"),
    ],
)
def test_c17_freeswitch_calls_out(
    freeswitch_call: FreeSwitchCall, server: Callcard, relay: Relay, disposition: str, outcome: str
) -> None:
    """C17: calls of a user's to a number, by what became of them."""
    call = freeswitch_call(number="200", bridges=[disposition])
    call.run("callcard-outbound", destination="+12025550100")
    assert relay.told()["dropped"] == 0, relay.said
    assert report(server, call.id) == {team.PIA: outcome}


def test_c17_freeswitch_cidlookup(freeswitch_places: dict[str, str]) -> None:
    """C17: mod_cidlookup asks by GET, with digits alone, and shows UNKNOWN where nobody is known."""
    file = GUIDES / "freeswitch" / "cidlookup.conf.xml"
    assert freeswitch.cidlookup(file, "+493023125001", freeswitch_places) == "Anna Meier"
    assert freeswitch.cidlookup(file, "+493023125900", freeswitch_places) == "UNKNOWN"


# ---- 3CX


@pytest.fixture
def template(url: str, key: str) -> Template:
    """The guide's template, uploaded and filled in."""
    return Template.read(GUIDES / "3cx" / "callcard.xml", Address=url, Key=key, Service="support")


def test_c17_3cx_finds_contacts(template: Template, server: Callcard) -> None:
    """C17: a contact with its name, or none."""
    client = server.anonymous()
    found = template.look_up(client, "+493023125001")
    assert found == {"LastName": "Anna Meier", "PhoneBusiness": "+493023125001", "EntityId": "k0", "EntityType": "Contacts"}
    assert template.look_up(client, "+493023125900") is None
    assert template.look_up(client, "anonymous") is None


@pytest.mark.parametrize(
    "direction, kind, outcomes",
    [
        ("Inbound", "Inbound", {"200": "accepted"}),
        ("Inbound", "Missed", {"200": "unanswered"}),
        ("Outbound", "Outbound", {"200": "destinationAccepted"}),
        ("Outbound", "Notanswered", {"200": "notAccepted"}),
    ],
)
def test_c17_3cx_reports_calls(
    template: Template, server: Callcard, direction: str, kind: str, outcomes: dict[str, str]
) -> None:
    """C17: 3CX tells of a call when it is over; it stands in the report at its time."""
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5, seconds=len(kind) + len(direction))
    times = {"CallStartTimeUTC": start, "CallEstablishedTimeUTC": start + timedelta(seconds=7), "CallEndTimeUTC": start + timedelta(seconds=30)}
    template.report(server.anonymous(), Agent="200", Number="+493023125001", CallDirection=direction, CallType=kind, **times)
    assert [answer.status for _, answer in template.requests] == [202] * (2 if kind == "Notanswered" else 3)
    session = template.requests[0][0].split("/")[3]
    assert report(server, session) == {ROWS[extension]: text for extension, text in outcomes.items()}
    (row,) = [row for row in server.operator().get("/v1/reports/interactions").json["items"] if row["session"] == session]
    assert row["startedAt"] == start.strftime("%Y-%m-%dT%H:%M:%S.000Z")
