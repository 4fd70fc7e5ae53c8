"""C2 The NetSuite connector, end to end: signed statements, tokens, and SuiteQL that a SQL engine runs."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from fakes.netsuite import Account
from fakes.netsuite_tokens import ASSERTION, CERTIFICATE, CLIENT, KEY, RSA_KEY, STRANGE_KEY, WEAK_CERTIFICATE
from fakes.strict_server import Refusal, Request, StrictServer
from kit.client import Client, outcome
from kit.crm_tests import (
    shown,
    test_A28_other_number_is_dropped,
    test_national_writing,
    test_not_found,
)
from kit.process import Callcard, Launcher

CASES: dict[str, dict[str, str]] = {
    "good": {},
    "rsa": {"privateKey": RSA_KEY.pem},
    "wrong": {"privateKey": STRANGE_KEY.pem},
    "stranger": {"clientID": "nobody"},
    "weak": {"certificateID": WEAK_CERTIFICATE},
    "narrow": {"contactFields": "phone", "customerFields": "phone"},
    "misspelled": {"contactFields": "phone,telephone"},
}
"""What each installation has unlike the good one."""
Fake = tuple[Account, StrictServer]


@pytest.fixture(scope="module")
def fake() -> Iterator[Fake]:
    """An account and the server that it is behind."""
    account = Account()
    with StrictServer(account.answer) as server:
        yield account, server


def start(launcher: Launcher, fake: Fake) -> Callcard:
    """One manifest, an installation of it for each case."""
    installation = launcher.installation()
    connectors: list[dict[str, Any]] = []
    for name, case in CASES.items():
        settings: dict[str, Any] = {"clientID": CLIENT, "certificateID": CERTIFICATE, "privateKey": KEY.pem} | case
        installation.file(f"{name}.pem", settings["privateKey"], mode=0o600)
        settings |= {"baseURL": fake[1].url, "pages": "https://crm.example", "privateKey": {"file": f"{name}.pem"}}
        connectors.append(
            {"id": f"crm-{name}", "manifest": "netsuite", "settings": settings, "allow": ["127.0.0.0/8"], "http": True}
        )
        installation.add_service(name, [f"crm-{name}"])
    installation.config["connectors"] = connectors
    return launcher.start(installation)


@pytest.fixture(scope="module")
def server(fake: Fake, module_launcher: Launcher) -> Callcard:
    """A server that the tests share."""
    return start(module_launcher, fake)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


@pytest.mark.parametrize("name", ["good", "rsa", "narrow"])
def test_found(client: Client, name: str) -> None:
    """One contact with their company and page, whichever kind of key signs."""
    answer = client.lookup("+493023125123", service=name)
    assert answer["status"] == "resolved" and answer["matches"][0]["grade"] == "exact" and shown(answer) == ["Anna Meier"]
    caller = answer["caller"]
    assert (caller["company"], caller["jobTitle"], caller["id"]) == ("ACME AG", "Head of Purchasing", "1382")
    assert caller["url"] == "https://crm.example/app/common/entity/contact.nl?id=1382"


def test_several(client: Client) -> None:
    """Two who share a number are both shown, in whichever field it stands, and none is guessed."""
    assert shown(client.lookup("+493023125200", service="good")) == ["Ben Adler", "Cora Busch"]
    assert client.lookup("+493023125200", service="narrow")["matches"] == []


def test_customers_come_after_contacts(client: Client, fake: Fake) -> None:
    """A customer is asked for where there is no contact."""
    fake[0].asked.clear()
    answer = client.lookup("+493023125400", service="good")
    assert shown(answer) == ["Sample KG"] and fake[0].asked == ["contact", "customer"]
    assert answer["caller"]["url"] == "https://crm.example/app/common/entity/custjob.nl?id=601"


def test_inactive(client: Client) -> None:
    """Whoever is inactive is a miss."""
    assert client.lookup("+493023125300", service="good")["status"] == "unknown"


@pytest.mark.parametrize("name", ["wrong", "stranger", "weak"])
def test_A18_refused(client: Client, server: Callcard, name: str) -> None:
    """Another key, another client and a role without rights: each is told, and no key is."""
    answer = client.lookup("+493023125123", service=name)
    assert answer["status"] == "partial" and outcome(answer, f"crm-{name}") == "authError"
    assert "PRIVATE KEY" not in server.said()


def test_a_field_that_is_not_there(client: Client) -> None:
    """NetSuite refuses the query; the operator is told, and no number is."""
    assert outcome(client.lookup("+493023125123", service="misspelled"), "crm-misspelled") == "http4xx"


def test_A18_a_token_taken_back_is_renewed_once(fake: Fake, launcher: Launcher) -> None:
    """It costs one refused query and a new statement."""
    tokens, client = fake[0].tokens, start(launcher, fake).client()
    assert client.lookup("+493023125123", service="good")["status"] == "resolved"
    issued, refused = tokens.issued, tokens.refused
    tokens.revoke()
    assert client.lookup("+493023125200", service="good")["status"] == "resolved"
    assert (tokens.issued, tokens.refused) == (issued + 1, refused + 1)


def encoded(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def statement(header: dict[str, Any], claims: dict[str, Any], pem: str = KEY.pem) -> str:
    """A good statement with changes."""
    now = int(time.time())
    head = {"typ": "JWT", "alg": "ES256", "kid": CERTIFICATE} | header
    said = {"iss": CLIENT, "aud": "http://crm" + Account().tokens.path, "scope": "rest_webservices", "iat": now, "exp": now + 300}
    text = ".".join(encoded(json.dumps(part).encode()) for part in (head, said | claims))
    key = load_pem_private_key(pem.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    pair = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{text}.{encoded(b''.join(number.to_bytes(32, 'big') for number in pair))}"


def token(account: Account, signed: str, **changes: str) -> int:
    """The status of one request for a token."""
    form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION, "client_assertion": signed} | changes
    headers = {"content-type": "application/x-www-form-urlencoded", "host": "crm"}
    try:
        return account.answer(Request("POST", account.tokens.path, headers, urlencode(form).encode()))[0]
    except Refusal as refusal:
        return refusal.status


def test_the_fake_takes_a_good_statement_once() -> None:
    """And gives a token for it."""
    account, signed = Account(), statement({}, {})
    assert (token(account, signed), token(account, signed)) == (200, 401)


@pytest.mark.parametrize(
    "header, claims, pem, status",
    [
        ({"alg": "HS256"}, {}, KEY.pem, 401),
        ({"kid": "another"}, {}, KEY.pem, 401),
        ({"typ": "JOSE"}, {}, KEY.pem, 401),
        ({}, {"iss": "another"}, KEY.pem, 401),
        ({}, {"aud": "https://elsewhere.example"}, KEY.pem, 401),
        ({}, {"scope": "restlets"}, KEY.pem, 401),
        ({}, {"exp": int(time.time()) + 90_000}, KEY.pem, 401),
        ({}, {"exp": 1, "iat": 0}, KEY.pem, 401),
        ({}, {"exp": None}, KEY.pem, 400),
        ({}, {}, STRANGE_KEY.pem, 401),
    ],
)
def test_the_fake_refuses_other_statements(header: dict[str, Any], claims: dict[str, Any], pem: str, status: int) -> None:
    """Each claim, the header and the signature count."""
    assert token(Account(), statement(header, claims, pem)) == status


def test_the_fake_refuses_other_parameters() -> None:
    """The three that are documented, and no secret."""
    others = {"grant_type": "password", "client_assertion_type": "saml", "client_secret": "x", "client_assertion": "x"}
    for name, value in others.items():
        assert token(Account(), statement({}, {}), **{name: value}) == 400
