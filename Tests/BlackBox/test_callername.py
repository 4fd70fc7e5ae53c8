"""C16 `POST /v1/callername`: for telephone switches, which show whatever they get: a name in one line, or nothing."""

from __future__ import annotations

import base64
import gzip
import json
import re
import socket
import ssl
import time

import pytest
import trustme

from fakes import faults
from fakes.upstream import Upstream, record
from kit import caller_names, team
from kit.books import contact
from kit.caller_names import ANNA, EVIL, FORM, LIKELY, PATH, SHORT, TWINS, WORDS, ask, is_fit, post
from kit.client import Client
from kit.keys import Key
from kit.lines import Line
from kit.numbers import Numbers
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.team import PIA
from kit.waiting import until

SALES = Key("sales-switch", "sessionService", ("sales",))
BODY = b"number=%2B493023125123"


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, module_upstream: Upstream) -> Callcard:
    """A book with names good and evil, and a service that asks a CRM beside it."""
    installation = caller_names.installation(module_launcher)
    installation.add_connector("crm", module_upstream.url, module_upstream.token)
    installation.add_service("slow", ["contacts", "crm"], **team.settings())
    installation.add_service("sales", ["contacts"], **team.settings())
    installation.add_key(SALES)
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The switch."""
    return server.client()


def test_a_name_and_nothing_else(client: Client) -> None:
    """No line end, no quotes, and nobody keeps it."""
    answer = post(client, BODY)
    assert (answer.status, answer.body) == (200, b"Anna Meier")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8" and answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("number", [ANNA, "030 23125 123", "0049 30 23125123", "tel:+49-30-23125-123", "sip:+493023125123@pbx.example"])
def test_any_writing(client: Client, number: str) -> None:
    """As switches have it, in a form and in JSON."""
    assert ask(client, number) == "Anna Meier"
    body = json.dumps({"number": number, "service": "support"}).encode()
    assert post(client, body, "application/json").body == b"Anna Meier"


@pytest.mark.parametrize("body", [b"number=+493023125123", b"number=%20493023125123", b"x=1&number=+49+30+23125123&y"])
def test_a_plus_that_nobody_encoded(client: Client, body: bytes) -> None:
    """A form's `+` is a blank; one in front of a number can only have been a plus."""
    assert post(client, body).body == b"Anna Meier"


@pytest.mark.parametrize("number", [None, "", "anonymous", "Restricted", "x", "+", "12345678901234567890", "+442079460123", TWINS, WORDS, "\x00"])
def test_nobody(client: Client, number: str | None) -> None:
    """Missing, withheld, unreadable, unknown, two people, a name of which nothing is left."""
    assert ask(client, number) == ""


@pytest.mark.parametrize("service, name", [("support", "Anna Meier"), ("", "Anna Meier"), ("empty", ""), ("nowhere", ""), ("a b", "")])
def test_services(client: Client, service: str, name: str) -> None:
    """As in a lookup; one that there is not is nothing."""
    assert ask(client, ANNA, service=service) == name


def test_a_service_out_of_scope(server: Callcard) -> None:
    """Like an unknown one."""
    sales = server.client(SALES)
    assert ask(sales, service=None) == ask(sales, service="sales") == "Anna Meier"
    assert ask(sales) == ""


@pytest.mark.parametrize("number", EVIL)
def test_evil_names(client: Client, number: str) -> None:
    """Control characters, what turns text around, and `$ { } " \\ < >` with the backquote never stand in a name."""
    found = ask(client, number)
    assert found == EVIL[number][1] and is_fit(found)


@pytest.mark.parametrize("length, name", [(1, "A"), (4, "Anna"), (5, "Anna"), (6, "Anna M"), (80, "Anna Meier"), (0, "A"), (900, "Anna Meier"), ("ten", "Anna Meier")])
def test_max(client: Client, length: object, name: str) -> None:
    """At most so many characters; a limit out of 1 to 80 is the nearest in it."""
    assert ask(client, ANNA, max=length) == name


def test_max_counts_characters(client: Client) -> None:
    """Not bytes."""
    assert ask(client, "+493023125204", max=7) == "Łukasz"
    assert ask(client, "+493023125204", max=9) == "Łukasz Żó"
    assert ask(client, "+493023125205", max=2) == "王伟"


@pytest.mark.parametrize("number, name", [("+493023125204", "Lukasz Zolc - Sohne (Koln)"), ("+493023125205", "wang wei Ivanova"), (ANNA, "Anna Meier")])
def test_ascii(client: Client, number: str, name: str) -> None:
    """Written in ASCII on request."""
    assert ask(client, number, ascii="yes") == name
    assert ask(client, number, ascii="no") == (EVIL[number][1] if number in EVIL else name)


def test_likely(client: Client) -> None:
    """A match below `exact` counts only where the switch says so."""
    assert ask(client, SHORT) == "Reception"
    assert ask(client, LIKELY) == ask(client, LIKELY, likely="no") == ""
    assert ask(client, LIKELY, likely="yes") == "Star GmbH"
    assert ask(client, TWINS, likely="yes") == ""


def test_the_deadline(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """What is not found by then is nothing; whom the book knows is shown all the same."""
    number = numbers()
    module_upstream.know(record(number, "Carla", "Wolf"))
    module_upstream.faults[number] = faults.slow(3.0)
    started = time.monotonic()
    assert ask(client, number, service="slow", deadlineMs=300) == ""
    module_upstream.faults[ANNA] = faults.slow(3.0)
    assert ask(client, ANNA, service="slow", deadlineMs=300) == "Anna Meier"
    del module_upstream.faults[ANNA]
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("user", ["", "switch", "anything at all", "ä"])
def test_basic(server: Callcard, user: str) -> None:
    """The key as the password of any user."""
    pair = base64.b64encode(f"{user}:{server.installation.keys.switch.token}".encode()).decode()
    answer = post(server.anonymous(), BODY, Authorization=f"Basic {pair}")
    assert (answer.status, answer.body) == (200, b"Anna Meier")


def test_api_key(server: Callcard) -> None:
    """Or as everywhere."""
    answer = post(server.anonymous(), BODY, **{"X-Api-Key": server.installation.keys.switch.token})
    assert answer.body == b"Anna Meier"


@pytest.mark.parametrize("value", ["", "Basic", "Basic x", "Basic " + base64.b64encode(b"a:b").decode(), "Basic ====", "Bearer x", "Digest username=a", "Basic \u00ff"])
def test_strangers(server: Callcard, value: str) -> None:
    """401, a challenge for dialplans, and no body; a role that may not look up is a stranger, too."""
    answers = [post(server.anonymous(), BODY, Authorization=value)]
    answers += [post(server.client(key), BODY) for key in (server.installation.keys.flow, server.installation.keys.agent)]
    for answer in answers:
        assert (answer.status, answer.body) == (401, b"") and answer.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "GET"])
def test_other_methods(server: Callcard, method: str) -> None:
    """405 without a body, with a key or without; GET, too, unless the operator allows it."""
    for client in (server.client(), server.anonymous()):
        answer = client.request(method, PATH + ("?number=%2B493023125123" if method == "GET" else ""))
        assert (answer.status, answer.body) == (405, b"") and "POST" in answer.headers["allow"]


def test_get_by_the_operators_word(launcher: Launcher) -> None:
    """`switches: {get: true}`, and then on this machine only, by the rule of `/metrics`; a reload takes it."""
    installation = caller_names.installation(launcher)
    installation.config["switches"] = {"get": True}
    server = launcher.start(installation)
    client = server.client()

    def get(query: str, **headers: str) -> tuple[int, bytes]:
        answer = client.get(f"{PATH}?{query}", headers=headers)
        return answer.status, answer.body

    assert get("number=%2B493023125123&service=support&max=4") == (200, b"Anna")
    assert get("number=+493023125123") == get("number=030+23125123&x=1") == (200, b"Anna Meier")
    for query in ("", "number=", "number=anonymous", "number=%zz", "number=%2B442079460123", "number=1&number=2"):
        assert get(query) == (200, b""), query
    assert get("number=%2B493023125123", Authorization="Bearer x") == (401, b"")
    for headers in ({"Host": "callcard.example"}, {"X-Forwarded-For": "192.0.2.7"}, {"Forwarded": "for=192.0.2.7"}, {"Via": "1.1 proxy"}):
        assert get("number=%2B493023125123", **headers) == (405, b""), headers
    assert b"23125123" not in server.stdout.bytes + server.stderr.bytes
    installation.config["switches"] = {"get": False}
    installation.write()
    assert server.operator().post("/v1/reload").status == 200
    assert get("number=%2B493023125123") == (405, b"")


def test_get_over_tls(launcher: Launcher) -> None:
    """Over the server's own TLS, whatever `Host` and `publicURL` say; with `publicURL` and without TLS, from nowhere."""
    installation = caller_names.installation(launcher)
    installation.config |= {"switches": {"get": True}, "pages": {"publicURL": "https://callcard.example"}}
    server = launcher.start(installation)
    path = f"{PATH}?number=%2B493023125123"
    assert server.client().get(path).status == 405
    assert server.stop() == 0
    authority = trustme.CA()
    issued = authority.issue_cert("localhost")
    installation.file("certificate.pem", b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    installation.file("key.pem", issued.private_key_pem.bytes(), mode=0o600)
    installation.config["tls"] = {"certificate": "certificate.pem", "key": "key.pem"}
    secure = launcher.spawn(installation)
    listening = re.compile(rb"^listening on https://127\.0\.0\.1:(\d+)$", re.MULTILINE)
    until(lambda: listening.search(secure.stdout.bytes), "it listens", seconds=20)
    found = listening.search(secure.stdout.bytes)
    assert found is not None
    secure.host, secure.port = "127.0.0.1", int(found[1])
    context = ssl.create_default_context()
    authority.configure_trust(context)
    reply = Line(secure, tls=context).ask(path).read()
    assert (reply.status, reply.body) == (200, b"Anna Meier")


@pytest.mark.parametrize(
    "body, kind",
    [
        (b"", FORM),
        (b"", "application/json"),
        (b"{", "application/json"),
        (b'{"number":"+493023125123","number":"1"}', "application/json"),
        (b'["+493023125123"]', "application/json"),
        (b"number=%zz", FORM),
        (b"number=\xff", FORM),
        (BODY + b"&x=" + b"x" * 70_000, FORM),
        (gzip.compress(BODY), FORM),
    ],
    ids=["empty", "empty-json", "cut", "twice", "list", "percent", "latin-1", "large", "gzip"],
)
def test_bodies_that_cannot_be_read(client: Client, body: bytes, kind: str) -> None:
    """200 and nothing."""
    answer = post(client, body, kind)
    assert (answer.status, answer.body) == (200, b"")


def test_never_429(launcher: Launcher) -> None:
    """An operator's key has a rate here, too: beyond it comes nothing, and never an error."""
    installation = caller_names.installation(launcher)
    installation.config["rates"] = {"perSecond": 1, "burst": 3}
    operator = launcher.start(installation).operator()
    answers = [post(operator, BODY) for _ in range(8)]
    assert [(answer.status, answer.body) for answer in answers[:3]] == [(200, b"Anna Meier")] * 3
    assert {(answer.status, answer.body) for answer in answers[5:]} == {(200, b"")}


def test_the_session_has_its_card(server: Callcard, client: Client, module_upstream: Upstream) -> None:
    """With `session`, the card is there before the first event."""
    call = team.call(server)
    assert ask(client, ANNA, session=call.session) == "Anna Meier"
    assert client.get(f"/v1/sessions/{call.session}/context").json["caller"]["displayName"] == "Anna Meier"
    assert call.tell("queued") >= 1
    entry = team.desk(server, PIA).entry(call)
    assert entry["caller"]["displayName"] == "Anna Meier"
    owner = server.client(server.installation.keys.owner)
    assert ask(owner, ANNA, session="c-owners") == "Anna Meier"
    assert client.get("/v1/sessions/c-owners/context").status == 404


def test_reasons_are_counted(server: Callcard, client: Client) -> None:
    """A switch is told nothing, so the operator is."""

    def counts() -> dict[str, float]:
        samples = scrape(server.anonymous()).samples
        return {sample.labels["result"]: sample.value for sample in samples if sample.name == "callcard_caller_names_total"}

    before = counts()
    for number in (ANNA, "", "+442079460123", TWINS, LIKELY, "x"):
        ask(client, number)
    ask(client, ANNA, service="nowhere")
    after = counts()
    grown = {name: value - before.get(name, 0) for name, value in after.items() if value != before.get(name, 0)}
    assert grown == {"name": 1, "withheld": 1, "unknown": 1, "ambiguous": 1, "likely": 1, "unreadable": 1, "service": 1}


def test_random_bodies(server: Callcard) -> None:
    """Of 2,000 bodies, good, spoilt and nonsense, nothing but names or nothing comes out; and each name does."""
    counts = caller_names.ask_at_random(server, 2_000, seed=1)
    assert caller_names.missing(counts) == set()


@pytest.mark.parametrize(
    "target",
    ["/v1/callername?number=+49 30 23125123", "/v1/callername?number=#31#03023125123", '/v1/callername?number="030"', "/v1/callername?<"],
)
def test_what_is_no_request_is_answered_with_nothing(server: Callcard, target: str) -> None:
    """A dialplan that encodes nothing sends what is no URL; its telephone would show a problem document as the caller's name."""
    with socket.create_connection((server.host, server.port), timeout=10) as line:
        line.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200") and body == b"" and b"problem" not in head


def test_a_name_that_a_sure_match_took_from_a_likely_one(launcher: Launcher) -> None:
    """An exact match without a name is the caller, and the name is that of another book's block: only likely."""
    made = caller_names.installation(launcher)
    nameless = "+4930231258066"
    made.add_book("mails", [contact("n", nameless, email="n@star.example")])
    made.add_book("blocks", [contact("d", "+49302312580*", displayName="Dora Stern")])
    made.services["support"]["connectors"] = ["mails", "blocks"]
    client = launcher.start(made).client()
    assert ask(client, nameless) == ""
    assert ask(client, nameless, likely="yes") == "Dora Stern"
