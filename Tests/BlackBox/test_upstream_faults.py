"""A: what a lookup makes of an upstream that fails, against a real server process and a real, ill-behaved CRM."""

from __future__ import annotations

import json

import pytest

from fakes import faults
from fakes.upstream import Behaviour, Upstream, record
from kit.books import anna
from kit.client import Client, outcome
from kit.numbers import ANNA, Numbers
from kit.process import Callcard, Launcher
from kit.upstreams import resident

TOTAL_SECONDS = 1.5
"""R3: what a connector has from its own start."""
ONE = json.dumps({"contacts": [{"id": 90071992547409931, "first": "Long", "last": "Id", "phones": ["PHONE"]}]})

FAULTS: dict[str, tuple[Behaviour, str]] = {
    "A7 silence": (faults.silence, "timeout"),
    "A7 hang in headers": (faults.hang_in_headers, "timeout"),
    "A8 hang in body": (faults.hang_in_body, "timeout"),
    "A9 drip": (faults.drip(), "timeout"),
    "A10 reset in body": (faults.cut(-20, "rst"), "badPayload"),
    "A10 end before length": (faults.cut(-20, "fin"), "badPayload"),
    "A10 chunked without end": (faults.chunked_without_end, "badPayload"),
    "A11 malformed": (faults.body(b'{"contacts":[{"id":1,}]}'), "badPayload"),
    "A11 cut JSON": (faults.body(b'{"contacts":['), "badPayload"),
    "A11 array": (faults.body(b"[]"), "badPayload"),
    "A11 text": (faults.body(b'"contacts"'), "badPayload"),
    "A11 null": (faults.body(b"null"), "badPayload"),
    "A11 nothing": (faults.body(b""), "badPayload"),
    "A11 BOM": (faults.body(b'\xef\xbb\xbf{"contacts":[]}'), "badPayload"),
    "A11 NaN": (faults.body(b'{"contacts":[NaN]}'), "badPayload"),
    "A11 duplicate keys": (faults.body(b'{"contacts":[],"contacts":[]}'), "badPayload"),
    "A11 lone surrogate": (faults.body(b'{"contacts":[{"id":"\\ud800","first":"A","last":"B","phones":[]}]}'), "badPayload"),
    "A11 not UTF-8": (faults.body(b'{"contacts":[{"first":"\xff"}]}'), "badPayload"),
    "A11 deep": (faults.body(b"[" * 100_000), "badPayload"),
    "A11 wrong member types": (faults.body(b'{"contacts":17}'), "badPayload"),
    "A12 HTML as JSON": (faults.body(b"<!doctype html><title>Sign in</title>", "application/json"), "badPayload"),
    "A12 HTML": (faults.body(b"<!doctype html><title>Sign in</title>", "text/html; charset=utf-8"), "badPayload"),
    "A13 huge length": (faults.huge_length, "tooLarge"),
    "A14 huge chunked": (faults.HugeChunked(), "tooLarge"),
    "A15 gzip bomb": (faults.gzip_bomb(), "tooLarge"),
    "A15 gzip bomb in gzip": (faults.gzip_bomb(2), "badPayload"),
    "A15 br nobody asked for": (faults.body(b'{"contacts":[]}', Content_Encoding="br"), "badPayload"),
    "A15 zstd nobody asked for": (faults.body(b'{"contacts":[]}', Content_Encoding="zstd"), "badPayload"),
    "A15 broken gzip": (faults.body(b"\x1f\x8b\x08\x00rubbish", Content_Encoding="gzip"), "badPayload"),
    "A16 many headers": (faults.many_headers(), "tooLarge"),
    "A16 long header": (faults.long_header(), "tooLarge"),
    "A16 HTTP/0.9": (faults.raw(b'{"contacts":[]}'), "badPayload"),
    "A16 no HTTP": (faults.raw(b"\x15\x03\x03\x00\x02\x02\x28"), "badPayload"),
    "A16 two lengths": (
        faults.raw(b'HTTP/1.1 200 OK\r\nContent-Length: 15\r\nContent-Length: 5\r\n\r\n{"contacts":[]}'),
        "badPayload",
    ),
    "A16 nothing": (faults.raw(b""), "connectError"),
    "A17 301": (faults.status(301, Location="/elsewhere"), "redirectRefused"),
    "A17 302 to another host": (faults.status(302, Location="http://other.example/"), "redirectRefused"),
    "A17 307 to a file": (faults.status(307, Location="file:///etc/passwd"), "redirectRefused"),
    "A17 308 to itself": (faults.status(308, Location=""), "redirectRefused"),
    "A18 401": (faults.status(401), "authError"),
    "A18 403": (faults.status(403), "authError"),
    "A20 404": (faults.status(404), "miss"),
    "A20 400": (faults.status(400), "http4xx"),
    "A20 410": (faults.status(410), "http4xx"),
    "A21 429": (faults.status(429, Retry_After="30"), "http429"),
    "A21 429 negative": (faults.status(429, Retry_After="-5"), "http429"),
    "A21 429 rubbish": (faults.status(429, Retry_After="soon"), "http429"),
    "A21 429 bare": (faults.status(429), "http429"),
    "A22 503": (faults.status(503, Retry_After="30"), "http5xx"),
    "A23 500": (faults.status(500), "http5xx"),
    "A23 599": (faults.status(599), "http5xx"),
    "A28 another's record": (
        faults.body(json.dumps({"contacts": [record("+493023125999", "Wrong", "Person")]}).encode()),
        "miss",
    ),
    "204": (faults.raw(b"HTTP/1.1 204 No Content\r\n\r\n"), "miss"),
}
PAUSING = {name: f"pausing{index}" for index, name in enumerate(name for name in FAULTS if name[:3] in ("A18", "A21", "A22"))}
"""Faults after which a connector may be left alone for a while have a connector of their own each."""
SHARED = ["crm1", "crm2", "crm3"]
NAMES = {name: PAUSING.get(name, SHARED[index % len(SHARED)]) for index, name in enumerate(FAULTS)}


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, module_upstream: Upstream) -> Callcard:
    """One CRM under several names, each a service of its own, with a book beside it."""
    installation = module_launcher.installation()
    installation.add_book("contacts", [anna()])
    for connector in [*SHARED, *PAUSING.values(), "healthy"]:
        installation.add_connector(connector, module_upstream.url, module_upstream.token)
        installation.add_service(connector, ["contacts", connector])
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


@pytest.mark.parametrize("fault", FAULTS)
def test_faults(client: Client, module_upstream: Upstream, numbers: Numbers, fault: str) -> None:
    """The connector's outcome says what happened, nothing half-read is used, and the answer is in time."""
    behaviour, expected = FAULTS[fault]
    number, connector = numbers(), NAMES[fault]
    if connector in SHARED:
        # Good answers in between keep any breaker closed.
        assert {outcome(client.lookup(numbers(), service=connector), connector) for _ in range(2)} == {"miss"}
    module_upstream.faults[number] = behaviour
    answer = client.timed_lookup(number, service=connector, deadlineMs=5_000)
    assert outcome(answer.json, connector) == expected
    assert outcome(answer.json, "contacts") == "miss" and answer.json["matches"] == []
    assert answer.elapsed < (TOTAL_SECONDS + 0.5 if expected == "timeout" else 1.2)
    assert module_upstream.count(number) >= 1, "the fault was never met"


@pytest.mark.parametrize("fault", ["A7 silence", "A12 HTML", "A23 500", "A13 huge length"])
def test_a_book_names_the_caller_all_the_same(client: Client, module_upstream: Upstream, fault: str) -> None:
    """Law 3: a failing connector is a note in the answer."""
    module_upstream.faults[ANNA] = FAULTS[fault][0]
    answer = client.lookup(ANNA, service=NAMES[fault], deadlineMs=500)
    assert answer["status"] == "resolved" and answer["caller"]["displayName"] == "Anna Meier"


def test_found(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """C2: one record, asked for in E.164 with the token in its header only."""
    number = numbers()
    module_upstream.know(record(number, "Carla", "Wolf", company="ACME AG"))
    answer = client.lookup(number, service="healthy")
    assert answer["status"] == "resolved" and set(answer["sources"].values()) == {"healthy"}
    assert (answer["caller"]["displayName"], answer["caller"]["company"]) == ("Carla Wolf", "ACME AG")
    asked = next(request for request in module_upstream.requests if request.phone == number)
    assert asked.target == f"/contacts?phone=%2B{number[1:]}" and module_upstream.token not in asked.target
    assert not {"cookie", "referer", "proxy-authorization"} & set(asked.headers)


def test_not_found(client: Client, numbers: Numbers) -> None:
    """C2: an empty list is a miss, and nobody is invented."""
    answer = client.lookup(numbers(), service="healthy")
    assert (answer["status"], outcome(answer, "healthy")) == ("unknown", "miss") and "caller" not in answer


def test_several(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """C2: several records of different people: all are matches, none is chosen."""
    number = numbers()
    module_upstream.know(record(number, "Anna", "Meier"), record(number, "Bruno", "Weber"))
    answer = client.lookup(number, service="healthy")
    assert answer["ambiguous"] is True and [match["caller"]["lastName"] for match in answer["matches"]] == ["Meier", "Weber"]


def test_slow_but_in_time(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """C2: 400 ms are no failure."""
    number = numbers()
    module_upstream.know(record(number, "Slow", "Answer"))
    module_upstream.faults[number] = faults.slow(0.4)
    answer = client.lookup(number, service="healthy")
    assert outcome(answer, "healthy") == "hit" and answer["connectors"][1]["elapsedMs"] >= 400


@pytest.mark.parametrize(
    "digits", ["9007199254740993", "90071992547409931", "123456789012345678901234567890", "-90071992547409931"]
)
def test_a11_long_ids_keep_every_digit(client: Client, module_upstream: Upstream, numbers: Numbers, digits: str) -> None:
    """A11: an id off by one opens the wrong customer."""
    number = numbers()
    body = ONE.replace("90071992547409931", digits).replace("PHONE", number)
    module_upstream.faults[number] = faults.body(body.encode())
    assert client.lookup(number, service="healthy")["caller"]["id"] == digits


@pytest.mark.parametrize(
    "name",
    [
        "{{7*7}}",
        "<img src=x onerror=alert(1)>",
        "\u202eevil",
        "O'Neill\\",
        "N\u0000UL",
        "x" * 10_000,
        "$(Customer.Id)",
        "=cmd|'x'!A1",
    ],
)
def test_a29_text_of_others_stays_text(client: Client, module_upstream: Upstream, numbers: Numbers, name: str) -> None:
    """A29: markup, formulas and templates are data; control characters go, and what is too long is cut."""
    number = numbers()
    module_upstream.know(record(number, name, "Meier"))
    told = client.lookup(number, service="healthy")["caller"]["firstName"]
    assert told == name.replace("\u0000", "")[:1_024]


def test_a10_a_partial_answer_is_never_cached(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """A10: what broke off is asked for again, and found."""
    number = numbers()
    module_upstream.know(record(number, "Whole", "Answer"))
    module_upstream.faults[number] = faults.cut(-20)
    assert outcome(client.lookup(number, service="healthy"), "healthy") == "badPayload"
    del module_upstream.faults[number]
    answer = client.lookup(number, service="healthy")
    assert outcome(answer, "healthy") == "hit" and answer["caller"]["displayName"] == "Whole Answer"


def test_limits_are_counted_where_they_are_promised(
    module_upstream: Upstream, client: Client, server: Callcard, numbers: Numbers
) -> None:
    """A13, A14, A15: 1 MiB after decompression, counted as it comes; memory does not grow with what is refused."""
    before = resident(server)
    for fault in ("A13 huge length", "A14 huge chunked", "A15 gzip bomb"):
        number = numbers()
        module_upstream.faults[number] = FAULTS[fault][0]
        client.lookup(number, service=NAMES[fault])
    flood = FAULTS["A14 huge chunked"][0]
    assert isinstance(flood, faults.HugeChunked) and flood.sent < 64 * faults.MEBIBYTE
    assert resident(server) - before < 16 * faults.MEBIBYTE
