"""X18 HEAD wherever GET is (RFC 9110, 9.3.2): the same status and headers, and no body."""

from __future__ import annotations

import re

import pytest

from kit import contract, team
from kit.browser import Browser
from kit.calls import Call
from kit.keys import Key
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.team import PIA
from kit.waiting import until
from kit.wire import GET, WireAnswer, said_to

CALLS = {"{id}/context": "c-1/context", "interactions/{id}": "interactions/i-c-1", "{user}": "me", "{id}": "support"}
"""What stands in paths."""
PATHS = [path for method, path, _ in contract.operations() if method == "GET" and not path.endswith("/events")]
PAGES = ["/", "/try", "/services/support/settings", "/assets/callcard.svg", "/assets/base.css", "/assets/nothing.css", "/sign-in"]
CHANGING = {"date", "content-length", "transfer-encoding"}
"""Headers that two answers to GET may have different, too, as figures have another length; what is of the body alone."""


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """A server with pages, a book by API, and a call."""
    installation = team.installation(module_launcher)
    installation.config["books"].append({"id": "support", "api": True})
    installation.config["pages"] = {"signInLinks": [{"user": PIA, "role": "agent", "services": ["support"]}]}
    server = module_launcher.start(installation)
    Call(server.client(), session="c-1").queued().accepted(PIA)
    return server


def ask(server: Callcard, method: str, path: str, key: Key | None, *lines: str) -> WireAnswer:
    """The answer to a request without a body; another request behind it shows where the answer ends."""
    sent = [f"{method} {path} HTTP/1.1", "Host: callcard.example", *lines]
    if key:
        sent.append(f"X-Api-Key: {key.token}")
    head = "".join(f"{line}\r\n" for line in sent).encode() + b"\r\n"
    heads = (0,) if method == "HEAD" else ()
    heard = said_to(server, head + GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"), *heads, seconds=5)
    assert len(heard.statuses) == 2 and heard.statuses[1] == 200 and heard.is_closed
    return heard.answers[0]


def headers(answer: WireAnswer) -> list[tuple[str, str]]:
    """The headers that have to be the same."""
    return [header for header in answer.headers if header[0] not in CHANGING]


@pytest.mark.parametrize("path", PATHS + PAGES)
def test_head_is_as_get(server: Callcard, path: str) -> None:
    """For each role, and without a key: status and headers are those of GET, the length among them."""
    for name, value in CALLS.items():
        path = path.replace(name, value)
    assert "{" not in path
    keys = [None, server.installation.keys.operator, server.installation.keys.flow, server.installation.people[PIA]]
    statuses = set()
    for key in keys:
        get, head = (ask(server, method, path, key) for method in ("GET", "HEAD"))
        assert head.status == get.status and headers(head) == headers(get)
        assert (head["content-length"] is None) == (get["content-length"] is None)
        if path not in ("/metrics", "/v1/connectors"):
            assert head["content-length"] == get["content-length"]
        statuses.add(head.status)
    # Names are had by GET only where the operator allows it.
    assert statuses & ({405} if path == "/v1/callername" else {200, 303, 404})


def test_head_of_a_file_that_is_known(server: Callcard) -> None:
    """304 as for GET, with the same tag."""
    tag = ask(server, "HEAD", "/assets/base.css", None)["etag"]
    for method in ("GET", "HEAD"):
        known = ask(server, method, "/assets/base.css", None, f"If-None-Match: {tag}")
        assert known.status == 304 and known["etag"] == tag and known["content-length"] is None


@pytest.mark.parametrize(
    "path, status, allow",
    [("/v1/lookups", 405, "POST"), ("/sign-out", 405, "POST"), ("/nothing", 404, None), ("/v1/users/me/interactions/search", 405, "POST")],
)
def test_head_where_there_is_no_get(server: Callcard, path: str, status: int, allow: str | None) -> None:
    """As any other method, without the problem's text."""
    answer = ask(server, "HEAD", path, None)
    assert (answer.status, answer["allow"]) == (status, allow)
    assert answer["content-type"] and int(answer["content-length"] or 0) > 0


def test_head_of_a_stream(server: Callcard) -> None:
    """Its headers, and nobody follows anything."""
    pia = server.installation.people[PIA]
    head = f"HEAD /v1/users/me/events HTTP/1.1\r\nHost: a\r\nX-Api-Key: {pia.token}\r\n\r\n".encode()
    for _ in range(50):
        heard = said_to(server, head + GET, 0)
        assert heard.statuses == [200] and heard.is_closed
        answer = heard.answers[0]
        assert answer["content-type"] == "text/event-stream" and answer["connection"] == "close"
        assert answer["content-length"] is None and answer["transfer-encoding"] is None
    until(lambda: scrape(server.operator()).value("callcard_event_streams") == 0, "no stream is open")


def test_a_look_uses_nothing_up(server: Callcard) -> None:
    """What looks ahead, as mail and chat programs do, doesn't sign in: the link is still there for its person."""
    link = re.findall(r"/sign-in/link/\S+", server.stdout.bytes.decode())[-1]
    answer = ask(server, "HEAD", "/sign-in/callback?code=a&state=b", None)
    assert (answer.status, answer["allow"]) == (405, "GET")
    for method in ("HEAD", "GET", "GET"):
        shown = Browser(server).go(link, method)
        assert shown.status == 200 and not shown.cookies
    browser = Browser(server)
    assert browser.press(link).status == 303 and browser.is_signed_in()
