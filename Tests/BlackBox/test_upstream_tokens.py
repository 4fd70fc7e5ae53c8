"""A18, A19 Tokens by OAuth client credentials: fetched once for all, renewed ahead, used to their end, never told."""

from __future__ import annotations

import json
import time
from functools import partial
from typing import Any

import pytest

from fakes import faults
from fakes.tokens import SECRET, Tokens
from fakes.upstream import Behaviour, Upstream, record
from kit.client import Client
from kit.numbers import Numbers
from kit.process import Callcard, Launcher
from kit.upstreams import add_shared_manifest, asked
from kit.waiting import at_once, until

BROKEN = {"authError", "http4xx", "http5xx", "badPayload", "tooLarge", "connectError", "timeout", "redirectRefused", "http429"}
"""What a connector without a token may be called; the contract has no word of its own for it."""


def server_of(launcher: Launcher, upstream: Upstream, basic: bool = False, **more: Any) -> Callcard:
    """A server with one connector `crm` whose tokens come from the upstream's token endpoint."""
    installation = launcher.installation()
    add_shared_manifest(installation, "plainoauth")
    if basic:
        path = installation.folder / "connectors" / "plainoauth" / "connector.yaml"
        path.write_text(path.read_text().replace("  scope:", "  credentials: basic\n  scope:"))
    installation.add_connector("crm", upstream.url, SECRET, manifest="plainoauth", **more)
    installation.config["connectors"][0]["settings"]["clientID"] = "callcard"
    installation.add_service("crm", ["crm"])
    return launcher.start(installation)


@pytest.mark.parametrize("basic", [False, True])
def test_a19_one_token_for_all(launcher: Launcher, upstream: Upstream, numbers: Numbers, basic: bool) -> None:
    """A19: twenty lookups at once, one request for a token; later lookups use the same. Nobody writes it down."""
    tokens = Tokens(upstream)
    tokens.delay = 0.2
    server = server_of(launcher, upstream, basic)
    calls = [partial(asked, server.client(), numbers()) for _ in range(20)]
    assert set(at_once(calls)) == {"miss"}
    assert asked(server.client(), numbers()) == "miss"
    assert tokens.count == 1 and tokens.refused == [] and all(good for _, good in tokens.shown)
    said = server.said()
    assert SECRET not in said and "of-the-tests" not in said
    assert not [request for request in upstream.requests if "secret" in request.target or "token-" in request.target]


def test_a19_renewed_ahead(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """A19: from four fifths of its life on a token is renewed behind the lookups, which use the old one and don't wait."""
    tokens = Tokens(upstream, life=2)
    client = server_of(launcher, upstream).client()
    assert asked(client, numbers()) == "miss"
    begun = tokens.requests[0]
    tokens.delay = 0.5
    worst = 0.0
    while time.monotonic() < begun + 3.6:
        answer = client.timed_lookup(numbers(), service="crm")
        assert answer.json["connectors"][0]["outcome"] == "miss"
        worst = max(worst, answer.elapsed)
        time.sleep(0.05)
    print(f"worst lookup {worst * 1_000:.0f} ms; tokens asked for after", [round(at - begun, 2) for at in tokens.requests])
    assert worst < 0.45, "a lookup waited for a token"
    assert all(good for _, good in tokens.shown), "a token was used past its end"
    assert 2 <= tokens.count <= 4
    assert tokens.requests[1] - begun >= 2 * 0.6, "renewed much too early"


def test_a19_endpoint_down(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """A19: the endpoint fails: the last token is used to its end, not beyond; then lookups say so, until it is back."""
    tokens = Tokens(upstream, life=2)
    client = server_of(launcher, upstream, openFor="100ms").client()
    assert asked(client, numbers()) == "miss"
    begun = tokens.requests[0]
    tokens.fault = faults.status(500)
    while time.monotonic() < begun + 1.8:
        assert asked(client, numbers()) == "miss"
        time.sleep(0.1)
    time.sleep(max(0.0, begun + 2.1 - time.monotonic()))
    assert asked(client, numbers()) in BROKEN
    assert all(good for _, good in tokens.shown), "a token was used past its end"
    assert tokens.count <= 12, "a storm of requests for tokens"
    tokens.fault = None
    until(lambda: asked(client, numbers()) == "miss", "well again with the endpoint", seconds=5)


ENDPOINTS: dict[str, Behaviour] = {
    "silent": faults.silence,
    "500": faults.status(500),
    "refuses": faults.body(b'{"error":"invalid_client"}', status=401),
    "HTML": faults.body(b"<html>", "text/html"),
    "no token": faults.body(b'{"token_type":"Bearer","expires_in":60}'),
    "token of another type": faults.body(b'{"access_token":"x","token_type":"mac","expires_in":60}'),
    "number for a token": faults.body(b'{"access_token":5,"token_type":"Bearer"}'),
    "line end in token": faults.body(json.dumps({"access_token": "x\r\nX-Evil: 1", "token_type": "Bearer"}).encode()),
    "huge": faults.huge_length,
    "redirect": faults.status(307, Location="/contacts"),
    "cut": faults.raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{"),
}


@pytest.mark.parametrize("fault", ENDPOINTS)
def test_a19_no_token_to_be_had(launcher: Launcher, upstream: Upstream, numbers: Numbers, fault: str) -> None:
    """A19: the lookup is answered in time, the CRM is not asked without a token, and the secret stays secret."""
    tokens = Tokens(upstream)
    tokens.fault = ENDPOINTS[fault]
    server = server_of(launcher, upstream, total="400ms")
    number = numbers()
    answer = server.client().timed_lookup(number, service="crm", deadlineMs=700)
    assert answer.json["connectors"][0]["outcome"] in BROKEN and answer.json["status"] == "partial" and answer.elapsed < 0.95
    assert upstream.count(number) == 0 and SECRET not in server.said()
    tokens.fault = None
    until(lambda: asked(server.client(), numbers()) == "miss", "well again with the endpoint", seconds=3)


@pytest.mark.parametrize("expires_in", [3_600, "3600", None])
def test_a19_lifetimes(launcher: Launcher, upstream: Upstream, numbers: Numbers, expires_in: object) -> None:
    """A19: a number, a text of digits, or nothing at all: the token is used, and not asked for with each lookup."""
    tokens = Tokens(upstream, expires_in=expires_in)
    client = server_of(launcher, upstream).client()
    assert {asked(client, numbers()) for _ in range(5)} == {"miss"} and tokens.count == 1


@pytest.mark.parametrize("expires_in", [0, -60, 1])
def test_a19_given_out_expired(launcher: Launcher, upstream: Upstream, numbers: Numbers, expires_in: int) -> None:
    """A19: tokens that are over when they come: no loop, and the lookup is answered in time."""
    tokens = Tokens(upstream, life=0, expires_in=expires_in)
    client, number = server_of(launcher, upstream).client(), numbers()
    answer = client.timed_lookup(number, service="crm")
    assert answer.json["connectors"][0]["outcome"] in BROKEN and answer.elapsed < 1
    assert 1 <= tokens.count <= 2 and upstream.count(number) <= 2


def test_a18_a_revoked_token_is_replaced_once(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """A18: the CRM refuses a token that should be good: a fresh one is fetched, and the caller is found."""
    tokens = Tokens(upstream)
    client, number = server_of(launcher, upstream).client(), numbers()
    assert asked(client, numbers()) == "miss"
    tokens.revoke()
    upstream.know(record(number, "Fresh", "Token"))
    assert asked(client, number) == "hit"
    assert tokens.count == 2 and upstream.count(number) == 2


def test_a18_many_meet_a_revoked_token(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """A18, R12: ten lookups find it revoked at once: one fresh token does for all."""
    tokens = Tokens(upstream)
    server = server_of(launcher, upstream)
    assert asked(server.client(), numbers()) == "miss"
    tokens.delay = 0.2
    tokens.revoke()
    calls = [partial(asked, server.client(), numbers()) for _ in range(10)]
    assert set(at_once(calls)) == {"miss"} and tokens.count == 2


def test_a18_refused_for_good(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """A18: the CRM refuses every token: one fresh one for each lookup at most, then the breaker."""
    tokens = Tokens(upstream, life=0, expires_in=3_600)
    client: Client = server_of(launcher, upstream).client()
    assert [asked(client, numbers()) for _ in range(7)] == ["authError"] * 5 + ["breakerOpen"] * 2
    assert tokens.count <= 6 and len(tokens.shown) <= 10
