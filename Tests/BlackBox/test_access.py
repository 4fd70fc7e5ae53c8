"""Who may do what: keys, roles and scopes of the contract's section 1."""

from __future__ import annotations

from typing import Any

import pytest

from kit.keys import Key
from kit.numbers import ANNA
from kit.process import Callcard, Launcher

SALES = Key("sales-switch", "sessionService", ("sales",))


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """One server with two services, of which most keys know only one."""
    installation = module_launcher.installation()
    installation.add_support()
    installation.add_service("sales", ["contacts"])
    installation.add_key(SALES)
    return module_launcher.start(installation)


@pytest.mark.parametrize("case", ["none", "basic", "empty", "secret", "id", "swapped", "short", "long", "spaces", "unicode"])
def test_bad_credentials_are_401(server: Callcard, case: str) -> None:
    """Every key that is not exactly one of the configured ones."""
    key, other = server.installation.keys.switch, server.installation.keys.operator
    headers: dict[str, dict[str, str]] = {
        "none": {},
        "basic": {"Authorization": "Basic " + "YTpi"},
        "empty": {"Authorization": "Bearer "},
        "secret": {"Authorization": f"Bearer cc_{key.id}_{'A' * 43}"},
        "id": {"Authorization": f"Bearer cc_nobody_{key.secret}"},
        "swapped": {"Authorization": f"Bearer cc_{key.id}_{other.secret}"},
        "short": {"Authorization": f"Bearer {key.token[:-1]}"},
        "long": {"Authorization": f"Bearer {key.token}A"},
        "spaces": {"X-Api-Key": f"{key.token[:8]} {key.token[8:]}"},
        "unicode": {"X-Api-Key": "cc_\u00fc_" + "\u00fc" * 43},
    }
    answer = server.anonymous().post("/v1/lookups", {"number": ANNA}, headers=headers[case])
    assert (answer.status, answer.code) == (401, "unauthenticated")
    assert key.secret.encode() not in answer.body


def test_both_headers_carry_a_key(server: Callcard) -> None:
    """`Authorization: Bearer` and `X-Api-Key` are the same thing; the scheme's case is free (RFC 9110, 11.1)."""
    token = server.installation.keys.switch.token
    for headers in ({"Authorization": f"Bearer {token}"}, {"Authorization": f"bearer {token}"}, {"X-Api-Key": token}):
        assert server.anonymous().post("/v1/lookups", {"number": ANNA}, headers=headers).status == 200


def test_who_is_asked_before_what(server: Callcard) -> None:
    """A stranger learns nothing about bodies, services or settings."""
    client = server.anonymous()
    assert client.post("/v1/lookups", b"{").status == 401
    assert client.post("/v1/lookups", {"number": ANNA, "service": "nowhere"}).status == 401
    assert client.get("/v1/services/nowhere/settings").status == 401
    assert client.post("/v1/reload").status == 401


CALLS: dict[str, tuple[str, str, Any]] = {
    "lookup": ("POST", "/v1/lookups", {"number": ANNA, "service": "support"}),
    "explain": ("POST", "/v1/lookups", {"number": ANNA, "service": "support", "explain": True}),
    "forget": ("POST", "/v1/forget", {"number": ANNA}),
    "preview": ("POST", "/v1/templates/preview", {"template": "https://crm.example/", "service": "support"}),
    "settings": ("GET", "/v1/services/support/settings", None),
    "reload": ("POST", "/v1/reload", None),
}
ALLOWED: dict[str, set[str]] = {
    "switch": {"lookup", "forget"},
    "owner": {"lookup", "explain", "preview", "settings"},
    "agent": {"settings"},
    "flow": set(),
    "operator": set(CALLS),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("role", ALLOWED)
def test_roles(server: Callcard, role: str, call: str) -> None:
    """The contract's table of calls and roles: 200 for those in the row, 403 for the others."""
    method, path, body = CALLS[call]
    answer = server.client(getattr(server.installation.keys, role)).request(method, path, body)
    expected = (200, None) if call in ALLOWED[role] else (403, "forbidden")
    assert (answer.status, answer.code) == expected


def test_metrics_and_probes_are_open_from_loopback(server: Callcard) -> None:
    """Probes and the description for everybody; metrics for operators or from loopback, where we are."""
    for path in ("/healthz", "/readyz", "/openapi.json", "/metrics"):
        assert server.anonymous().get(path).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Forwarded": "for=192.0.2.7"},
        {"Via": "1.1 proxy"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"x-forwarded-proto": "https"},
        {"X-Real-IP": "127.0.0.1"},
        {"Host": "callcard.example"},
        {"Host": "127.0.0.1.callcard.example"},
        {"Host": "localhost@callcard.example"},
    ],
    ids=str,
)
def test_metrics_of_what_was_forwarded_are_for_operators(server: Callcard, headers: dict[str, str]) -> None:
    """X12: a proxy on this machine is on loopback, too; what it says of itself, or a name that is not this machine's, tells it."""
    answer = server.anonymous().get("/metrics", headers=headers, checked=False)
    assert answer.status in (400, 401) and b"callcard_" not in answer.body
    if "@" not in headers.get("Host", ""):
        assert answer.status == 401 and server.operator().get("/metrics", headers=headers).status == 200


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.1.2.3:8080", "[::1]:8080"])
def test_metrics_by_each_name_of_this_machine(server: Callcard, host: str) -> None:
    """X12: a loopback name as `Host` leads nowhere else."""
    assert server.anonymous().get("/metrics", headers={"Host": host}).status == 200


@pytest.mark.parametrize("address", ["https://callcard.example", "http://callcard.example"])
@pytest.mark.parametrize("listen", ["127.0.0.1:0", "0.0.0.0:0"])
def test_metrics_where_there_is_a_public_address(launcher: Launcher, address: str, listen: str) -> None:
    """X12: with `publicURL` something in front forwards, and may say nothing of it; also where pages are off for want of TLS."""
    installation = launcher.installation()
    installation.config |= {"listen": listen, "pages": {"publicURL": address}}
    server = launcher.start(installation)
    server.host = "127.0.0.1"
    assert server.anonymous().get("/metrics").status == 401
    assert server.operator().get("/metrics").status == 200


def test_foreign_and_unknown_services_look_the_same(server: Callcard) -> None:
    """404 for a service outside the key's scope, byte for byte as for one that is not there."""
    client = server.client(server.installation.keys.support_switch)
    foreign, unknown = (client.post("/v1/lookups", {"number": ANNA, "service": name}) for name in ("sales", "nowhere"))
    assert foreign.status == unknown.status == 404 and foreign.code == "serviceNotFound"
    assert foreign.body == unknown.body
    owner = server.client(server.installation.keys.owner)
    foreign, unknown = (owner.get(f"/v1/services/{name}/settings") for name in ("sales", "nowhere"))
    assert foreign.status == unknown.status == 404 and foreign.body == unknown.body
    preview = owner.post("/v1/templates/preview", {"template": "https://crm.example/", "service": "sales"})
    assert preview.code == "serviceNotFound"


def test_a_key_of_one_service_means_that_one(server: Callcard) -> None:
    """Without `service`, a key scoped to one service means it; its own name is as good."""
    client = server.client(SALES)
    assert [entry["id"] for entry in client.lookup(ANNA)["connectors"]] == ["contacts"]
    assert client.lookup(ANNA, service="sales")["status"] == "resolved"
    assert client.post("/v1/lookups", {"number": ANNA, "service": "support"}).status == 404
