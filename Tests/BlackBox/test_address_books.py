"""C10 Address books that flows fill: add, update, delete, clear, by external id, and found by the next lookup."""

from __future__ import annotations

import json
import stat
import time
from typing import Any

import pytest

from fakes.flow import Maker
from kit.books import anna
from kit.canary import Scanner
from kit.client import Answer, Client
from kit.installation import Installation
from kit.keys import Key
from kit.process import Callcard, Launcher, run
from kit.waiting import until

BOOKS = "/v2/AddressBooks"
PUSHED = f"{BOOKS}/pushed/contacts"
NUMBER = "+493023125600"
MEIER = {
    "externalId": "17",
    "firstName": "Anna",
    "lastName": "Meier",
    "company": "ACME AG",
    "userPrincipalName": "anna@example.com",
    "emailAddresses": ["anna.meier@example.com", "am@example.com"],
    "businessPhones": ["030 23125 600"],
    "mobilePhones": ["+49 30 23125 601"],
    "addresses": [{"street": "Teststraße 7", "city": "Berlin", "postalCode": "10999", "country": "Germany"}],
    "customFields": [{"name": "Tier", "value": "gold"}],
}


def installation(launcher: Launcher, **more: Any) -> Installation:
    """A file's book, one in memory, and one that only sales look into."""
    made = launcher.installation()
    made.config["rates"] = {"perSecond": 100_000, "burst": 100_000}
    made.add_book("contacts", [anna()])
    made.config["books"] += [{"id": "pushed", "api": True} | more, {"id": "theirs", "api": True}]
    made.add_service("support", ["contacts", "pushed"])
    made.add_service("sales", ["theirs"])
    return made


@pytest.fixture
def server(launcher: Launcher) -> Callcard:
    """A server of it."""
    return launcher.start(installation(launcher))


def flow(server: Callcard) -> Client:
    """The key of a flow for `support`."""
    return server.client(server.installation.keys.flow)


def fates(answer: Answer) -> tuple[int, int, int, list[tuple[str, str]]]:
    """Added, updated, unchanged, rejected."""
    assert answer.status == 200, answer.body
    body = answer.json
    # A single contact that was taken has none.
    rejected = [(each["externalId"], each["code"]) for each in body.get("rejected", [])]
    return body["added"], body["updated"], body["unchanged"], rejected


def many(count: int, first: int = 0) -> list[dict[str, Any]]:
    """Contacts whose numbers nobody asks for."""
    return [
        {"externalId": f"c-{index:06d}", "displayName": f"Contact {index}", "businessPhones": [f"+4930231{index:07d}"]}
        for index in range(first, first + count)
    ]


def test_c10_a_contact_is_found_as_soon_as_it_is_there(server: Callcard) -> None:
    """C10: also by a lookup that was answered before, and by each of its numbers; and not any more once it is gone."""
    client, calls = flow(server), server.client()
    for _ in range(2):
        assert calls.lookup(NUMBER, service="support")["status"] == "unknown"
    assert fates(client.post(PUSHED, MEIER)) == (1, 0, 0, [])
    for number in (NUMBER, "+493023125601"):
        found = calls.lookup(number, service="support")
        assert found["status"] == "resolved" and found["matches"][0] | {"caller": None} == {
            "connector": "pushed",
            "grade": "exact",
            "caller": None,
        }
    caller = found["caller"]
    assert caller["displayName"] == "Anna Meier" and caller["id"] == "17" and caller["upn"] == "anna@example.com"
    assert caller["email"] == "anna.meier@example.com" and caller["city"] == "Berlin" and caller["postCode"] == "10999"
    assert caller["customFields"] == [{"name": "Tier", "value": "gold"}]
    assert {entry["name"] for entry in caller["telNumbers"]} == {"Office", "Mobile"}
    moved = MEIER | {"businessPhones": ["+49 30 23125 602"], "lastName": "Kunz"}
    assert fates(client.post(PUSHED, moved)) == (0, 1, 0, [])
    assert calls.lookup(NUMBER, service="support")["status"] == "unknown"
    assert calls.lookup("+493023125602", service="support")["caller"]["lastName"] == "Kunz"
    assert client.post(f"{PUSHED}/delete", ["17", "18"]).json == {"deleted": 1}
    assert calls.lookup("+493023125602", service="support")["status"] == "unknown"


def test_c10_lists_and_pages(server: Callcard) -> None:
    """C10: what is there can be read back, by ids or page by page."""
    client = flow(server)
    assert client.get(BOOKS).json == [{"id": "pushed", "name": "pushed", "contacts": 0}]
    assert fates(client.post(PUSHED, many(1_000))) == (1_000, 0, 0, [])
    assert fates(client.post(PUSHED, [*many(200, 1_000), MEIER])) == (201, 0, 0, [])
    assert client.get(BOOKS).json[0]["contacts"] == 1_201
    first = client.get(PUSHED).json
    assert len(first) == 1_000 and first[0] == MEIER
    rest = client.get(f"{PUSHED}?after={first[-1]['externalId']}").json
    assert len(rest) == 201 and [each["externalId"] for each in first + rest] == sorted(each["externalId"] for each in first + rest)
    assert client.get(f"{PUSHED}?externalIds=c-000003&externalIds=17&externalIds=none").json == [many(1, 3)[0], MEIER]
    assert client.post(f"{PUSHED}/clear").json == {"deleted": 1_201}
    assert client.get(PUSHED).json == []


def test_c10_each_contact_has_its_own_fate(server: Callcard) -> None:
    """C10: what can't be used is told and the others are taken; PUT adds nobody; of several with one id the last counts."""
    client = flow(server)
    mixed = [
        MEIER,
        {"firstName": "Nobody"},
        {"externalId": ""},
        {"externalId": "x" * 129},
        {"externalId": "wrong", "businessPhones": "030 23125 600"},
        "text",
        {"externalId": 4711, "firstName": "From a spreadsheet", "unknown": {"ignored": 1}},
        {"externalId": "null", "firstName": None, "businessPhones": None, "customFields": [{"name": "n", "value": 5}]},
    ]
    invalid = [("", "invalidValue")] * 3 + [("wrong", "invalidValue"), ("", "invalidValue")]
    assert fates(client.post(PUSHED, mixed)) == (3, 0, 0, invalid)
    assert fates(client.post(PUSHED, mixed)) == (0, 0, 3, invalid)
    assert fates(client.request("PUT", PUSHED, [MEIER, {"externalId": "new"}])) == (0, 0, 1, [("new", "notFound")])
    twice = [{"externalId": "twice", "firstName": "A"}, {"externalId": "twice", "firstName": "B"}]
    assert fates(client.post(PUSHED, twice)) == (1, 0, 0, [])
    assert client.get(f"{PUSHED}?externalIds=twice&externalIds=4711&externalIds=null").json == [
        twice[1],
        {"externalId": "4711", "firstName": "From a spreadsheet"},
        {"externalId": "null", "customFields": [{"name": "n", "value": "5"}]},
    ]


def unreadable(answer: Answer) -> list[tuple[str, str]]:
    """The numbers that nobody will ever match."""
    assert answer.status == 200, answer.body
    return [(each["externalId"], each["pointer"]) for each in answer.json["unreadable"]]


def counted(server: Callcard, book: str = "pushed") -> int:
    """What the metrics say of the book's unusable numbers."""
    lines = server.operator().get("/metrics").body.decode().splitlines()
    return next(int(float(line.split()[1])) for line in lines if line.startswith(f'callcard_book_unusable_rows{{book="{book}"}}'))


def test_c10_numbers_that_cannot_be_read(server: Callcard) -> None:
    """C10: each is named by its place in what was sent, and counted for as long as it is there; the contact is taken all the same."""
    client = flow(server)
    sent = [
        MEIER,
        {"externalId": "a", "lastName": "A", "businessPhones": ["", "030 23125 610", " ", "n/a"], "homePhones": ["später"]},
        {"externalId": "b", "lastName": "B", "mobilePhones": [" tba "]},
        {"externalId": "c", "lastName": "C"},
        {"lastName": "D", "businessPhones": ["n/a"]},
    ]
    for fate in ((4, 0, 0), (0, 0, 4)):
        answer = client.post(PUSHED, sent)
        assert fates(answer) == (*fate, [("", "invalidValue")])
        assert unreadable(answer) == [("a", "/businessPhones/3"), ("a", "/homePhones/0"), ("b", "/mobilePhones/0")]
        assert counted(server) == 3
    assert server.client().lookup("+493023125610", service="support")["caller"]["lastName"] == "A"
    mended = sent[2] | {"mobilePhones": ["+49 30 23125 611"]}
    assert unreadable(client.request("PUT", PUSHED, [mended, {"externalId": "new", "businessPhones": ["n/a"]}])) == []
    assert counted(server) == 2
    assert client.post(f"{PUSHED}/delete", ["a"]).json == {"deleted": 1} and counted(server) == 0


def test_c10_a_single_contact_is_answered_by_itself(server: Callcard) -> None:
    """C10: as it is kept, with the counts beside its members; a refused one by the counts and the reason."""
    client = flow(server)
    counts = {"added": 0, "updated": 0, "unchanged": 0}
    assert client.post(PUSHED, MEIER).json == MEIER | counts | {"added": 1, "unreadable": []}
    assert client.post(PUSHED, MEIER | {"unknown": 1, "initials": ""}).json == MEIER | counts | {"unchanged": 1, "unreadable": []}
    changed = {"externalId": 17, "lastName": " Kunz ", "homePhones": ["", "n/a"]}
    kept = {"externalId": "17", "lastName": "Kunz", "homePhones": ["n/a"]}
    there = {"unreadable": [{"externalId": "17", "pointer": "/homePhones/1"}]}
    assert client.request("PUT", PUSHED, changed).json == kept | counts | {"updated": 1} | there
    assert client.get(f"{PUSHED}?externalIds=17").json == [kept]
    unknown = counts | {"rejected": [{"externalId": "18", "code": "notFound"}]}
    assert client.request("PUT", PUSHED, {"externalId": "18", "businessPhones": ["n/a"]}).json == unknown
    wrong = counts | {"rejected": [{"externalId": "18", "code": "invalidValue"}]}
    assert client.post(PUSHED, {"externalId": "18", "businessPhones": "n/a"}).json == wrong
    assert client.post(PUSHED, {"lastName": "Nobody"}).json == counts | {"rejected": [{"externalId": "", "code": "invalidValue"}]}


def test_c10_ids_joined_by_commas(server: Callcard) -> None:
    """C10: as flows write lists into URLs; an id may hold a comma itself."""
    client = flow(server)
    ids = ["a", "b", "c,d", "c"]
    assert fates(client.post(PUSHED, [{"externalId": each} for each in ids])) == (4, 0, 0, [])
    read = lambda query: [each["externalId"] for each in client.get(f"{PUSHED}?{query}").json]  # noqa: E731
    assert read("externalIds=a,b") == ["a", "b"] and read("externalIds=b,%20none,a") == ["b", "a"]
    assert read("externalIds=c%2Cd") == ["c,d"] and read("externalIds=c,a&externalIds=b") == ["c", "a", "b"]
    assert client.get(f"{PUSHED}?externalIds={','.join(str(each) for each in range(1_001))}").status == 422


def test_c10_the_next_page_is_named(server: Callcard) -> None:
    """C10: `Link` leads from page to page, and is absent from the last; ids are encoded in it."""
    client = flow(server)
    contacts = [{"externalId": f"c/{index:04d} +&"} for index in range(1_000)]
    assert fates(client.post(PUSHED, contacts)) == (1_000, 0, 0, [])
    assert "link" not in client.get(PUSHED).headers
    assert fates(client.post(PUSHED, [{"externalId": "d"}])) == (1, 0, 0, [])
    answer = client.get(PUSHED)
    link = answer.headers["link"]
    assert link == f'<{PUSHED}?after=c%2F0999%20%2B%26>; rel="next"' and len(answer.json) == 1_000
    last = client.get(link[1 : link.index(">")])
    assert last.json == [{"externalId": "d"}] and "link" not in last.headers


def test_c10_refusals(server: Callcard) -> None:
    """C10, B9, B11, B13: clear words, nothing that a flow would repeat."""
    maker = Maker(flow(server))
    refusals = [
        (maker.call("POST", PUSHED, b"{"), 400, "malformedJson"),
        (maker.call("POST", PUSHED, b'"text"'), 422, "invalidValue"),
        (maker.call("POST", PUSHED, many(1_001)), 422, "invalidValue"),
        (maker.call("POST", PUSHED, [{"externalId": "1", "company": "x" * (1 << 20)}]), 413, "tooLarge"),
        (maker.call("POST", f"{PUSHED}/delete", {"externalId": "17"}), 422, "invalidValue"),
        (maker.call("POST", f"{PUSHED}/delete", [None]), 422, "invalidValue"),
        (maker.call("GET", f"{BOOKS}/theirs/contacts"), 404, "notFound"),
        (maker.call("POST", f"{BOOKS}/theirs/contacts", MEIER), 404, "notFound"),
        (maker.call("POST", f"{BOOKS}/contacts/contacts", MEIER), 404, "notFound"),
        (maker.call("GET", f"{PUSHED}?text=Anna"), 422, "unknownMember"),
    ]
    for answer, status, code in refusals:
        assert (answer.status, answer.code) == (status, code)
    assert maker.sent == len(refusals)
    assert server.client().get(BOOKS).status == 403
    assert [book["id"] for book in server.operator().get(BOOKS).json] == ["pushed", "theirs"]
    assert server.client(server.installation.add_key(Key("late", "flow", ("*",)))).get(BOOKS).status == 401


def test_c10_a_full_book(server: Callcard) -> None:
    """C10: 100,000 contacts, and not one more; those that are there can still be changed."""
    client = flow(server)
    for first in range(0, 100_000, 1_000):
        assert fates(client.post(PUSHED, many(1_000, first)))[0] == 1_000
    more = [many(1)[0] | {"displayName": "Changed"}, {"externalId": "one-too-many"}]
    assert fates(client.post(PUSHED, more)) == (0, 1, 0, [("one-too-many", "bookFull")])
    assert server.client().lookup("+49302310099999", service="support")["caller"]["displayName"] == "Contact 99999"


def test_c10_a_book_with_a_file(launcher: Launcher) -> None:
    """C10: the file follows, only its owner can read it, and the next start has it; it reads as an address book."""
    made = installation(launcher, file="pushed.json")
    server = launcher.start(made)
    path = made.folder / "pushed.json"
    assert fates(flow(server).post(PUSHED, [MEIER, *many(10)]))[0] == 11
    until(path.exists, "the file is written")
    until(lambda: len(json.loads(path.read_bytes())) == 11, "all is in the file")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert flow(server).post(f"{PUSHED}/delete", ["c-000001"]).json == {"deleted": 1}
    # What a stop interrupts is written before the end.
    assert server.stop() == 0
    assert len(json.loads(path.read_bytes())) == 10
    server = launcher.start(made)
    assert server.client().lookup(NUMBER, service="support")["caller"]["displayName"] == "Anna Meier"
    assert flow(server).get(f"{PUSHED}?externalIds=17").json == [MEIER]
    assert fates(flow(server).post(PUSHED, MEIER)) == (0, 0, 1, [])
    stats = run("book", "stats", str(path), folder=made.folder)
    assert stats.returncode == 0 and b"10" in stats.stdout


def test_c10_the_file_is_never_half_written(launcher: Launcher) -> None:
    """C10: `kill -9` while flows push: the file is whole each time, and the next start takes it."""
    made = installation(launcher, file="pushed.json")
    path = made.folder / "pushed.json"
    for round in range(4):
        server = launcher.start(made)
        client, first = flow(server), round * 20_000
        until(lambda: fates(client.post(PUSHED, many(1_000, first)))[3] == [], "contacts are taken")
        end = time.monotonic() + 1.2 + round * 0.13
        while time.monotonic() < end:
            first += 500
            client.post(PUSHED, many(500, first))
        server.kill()
        contacts = json.loads(path.read_bytes())
        assert contacts and len({contact["externalId"] for contact in contacts}) == len(contacts)


def test_c10_a_file_that_is_no_book_is_left_alone(launcher: Launcher) -> None:
    """C10, F2: it is told, the book works in memory, and the file stays as it was."""
    made = installation(launcher, file="pushed.json")
    path = made.file("pushed.json", '{"not": "a list"}')
    server = launcher.start(made)
    assert fates(flow(server).post(PUSHED, MEIER)) == (1, 0, 0, [])
    assert server.client().lookup(NUMBER, service="support")["status"] == "resolved"
    checks = {check["name"]: check for check in server.anonymous().get("/readyz").json["checks"]}
    assert checks["book pushed"]["status"] != "ok"
    assert server.stop() == 0 and path.read_text() == '{"not": "a list"}'


@pytest.mark.parametrize("change", ["another region", "a file"])
def test_c10_a_reload_that_changes_a_book_keeps_what_was_pushed(server: Callcard, change: str) -> None:
    """C10, F10: another region, or a file where there was none, empties no book; numbers are read anew with the region."""
    pushed = MEIER | {"businessPhones": ["020 7946 0123"]}
    assert fates(flow(server).post(PUSHED, pushed))[0] == 1
    installation = server.installation
    if change == "a file":
        installation.config["books"][1]["file"] = "pushed.json"
    else:
        installation.config["region"] = "GB"
    installation.write()
    assert server.operator().post("/v1/reload").status == 200
    assert [contact["externalId"] for contact in flow(server).get(PUSHED).json] == ["17"]
    assert server.client().lookup("+493023125601", service="support")["caller"]["lastName"] == "Meier"
    if change == "a file":
        until((installation.folder / "pushed.json").exists, "the file follows")
    else:
        assert server.client().lookup("+442079460123", service="support")["caller"]["lastName"] == "Meier"


def test_c10_a_reload_keeps_what_was_pushed(server: Callcard) -> None:
    """C10, F10: what is in memory only outlives a reload."""
    assert fates(flow(server).post(PUSHED, MEIER)) == (1, 0, 0, [])
    assert server.operator().post("/v1/reload").status == 200
    assert server.client().lookup(NUMBER, service="support")["caller"]["id"] == "17"


def test_c10_nothing_is_written_without_a_file(launcher: Launcher) -> None:
    """C10: contacts are in memory, and in no file and no log."""
    server = launcher.start(installation(launcher))
    scanner = Scanner()
    scanner.plant_number("number", NUMBER)
    scanner.plant_text("name", "Canaryname")
    assert fates(flow(server).post(PUSHED, MEIER | {"lastName": "Canaryname"})) == (1, 0, 0, [])
    assert server.client().lookup(NUMBER, service="support")["status"] == "resolved"
    assert server.stop() == 0
    assert scanner.scan("output", server.stdout.bytes + server.stderr.bytes) == []
    assert [each for path in server.installation.folder.rglob("*") if path.is_file() for each in scanner.scan_file(path)] == []
