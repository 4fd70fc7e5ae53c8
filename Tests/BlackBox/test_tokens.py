"""B14, B15 Bearer tokens: which are taken, what they give, and what happens when a provider's keys change or can't be had."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.certificates import Certificates
from fakes.jwt import ALGORITHMS, SigningKey, encode, part
from fakes.provider import Provider
from fakes.real_provider import CLIENT, RealProvider
from kit.client import Answer
from kit.process import Callcard, Launcher, run
from kit.prometheus import scrape
from kit.waiting import at_once, until

SETTINGS = "/v1/services/support/settings"
PREVIEW = {"template": "https://crm.example/", "service": "support"}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """A provider that the tests of the module share and don't change."""
    with Provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, provider: Provider) -> Callcard:
    """A server that takes the shared provider's tokens."""
    return server_of(module_launcher, provider.entry())


def server_of(launcher: Launcher, *tokens: dict[str, Any]) -> Callcard:
    """A server with the services support and sales and these entries of `tokens`."""
    installation = launcher.installation()
    installation.add_service("support", [])
    installation.add_service("sales", [])
    installation.config["tokens"] = list(tokens)
    return launcher.start(installation)


def shown(server: Callcard, token: str, path: str = SETTINGS, method: str = "GET", body: Any = None) -> Answer:
    """What is answered to a request with this token."""
    return server.anonymous().request(method, path, body, headers={"Authorization": f"Bearer {token}"})


def is_taken(server: Callcard, token: str) -> bool:
    """Whether a token is good; anything but 200 and 401 fails."""
    answer = shown(server, token)
    assert (answer.status, answer.code) in [(200, None), (401, "unauthenticated")], answer.body
    return answer.status == 200


def health(server: Callcard, issuer: str) -> dict[str, Any]:
    """What `/readyz` tells of an issuer."""
    checks = {check["name"]: check for check in server.anonymous().get("/readyz").json["checks"]}
    return checks[f"issuer {issuer}"]


ALLOWED = {
    "Agents": {"settings"},
    "Owners": {"settings", "connectors", "preview"},
    "Operators": {"settings", "connectors", "preview", "reload"},
}
CALLS: dict[str, tuple[str, str, Any]] = {
    "settings": ("GET", SETTINGS, None),
    "connectors": ("GET", "/v1/connectors", None),
    "preview": ("POST", "/v1/templates/preview", PREVIEW),
    "reload": ("POST", "/v1/reload", None),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("role", ALLOWED)
def test_roles(server: Callcard, provider: Provider, role: str, call: str) -> None:
    """A token may do what a key of its role may."""
    method, path, body = CALLS[call]
    answer = shown(server, provider.token(roles=["Strangers", role]), path, method, body)
    assert (answer.status, answer.code) == ((200, None) if call in ALLOWED[role] else (403, "forbidden"))


def test_the_user_is_the_members_of_a_service(server: Callcard, provider: Provider) -> None:
    """Anna is a member of support, in whatever case her provider writes her; Olaf is not."""
    assert shown(server, provider.token(preferred_username="ANNA@EXAMPLE.COM")).status == 200
    assert shown(server, provider.token(preferred_username="olaf@example.com")).code == "serviceNotFound"


def test_services_by_groups(server: Callcard, provider: Provider) -> None:
    """What the groups don't give is not there; nobody's groups give nothing."""
    sales = "/v1/services/sales/settings"
    assert shown(server, provider.token(), sales).code == "serviceNotFound"
    assert shown(server, provider.token(groups=["g-all"]), sales).status == 200
    for groups in (None, [], ["g-other"], "g-supports"):
        assert shown(server, provider.token(groups=groups)).code == "serviceNotFound"


def test_keys_beside_tokens(server: Callcard, provider: Provider) -> None:
    """Keys go on as ever, and a token may come as X-Api-Key."""
    assert server.client(server.installation.keys.agent).get(SETTINGS).status == 200
    assert server.anonymous().get(SETTINGS, headers={"X-Api-Key": provider.token()}).status == 200


def tampered(provider: Provider) -> str:
    """An agent's token with an owner's claims under the agent's signature."""
    header, _, signature = provider.token().split(".")
    return f"{header}.{part(provider.claims(roles=['Owners']))}.{signature}"


def unsigned(provider: Provider) -> str:
    """A token without a signature."""
    return provider.token(header={"alg": "none"}).rsplit(".", 1)[0] + "."


def second_header(provider: Provider) -> str:
    """Two algorithms under one name; readers differ in which they see."""
    key = provider.keys[0]
    header = encode(f'{{"alg":"none","kid":"{key.kid}","alg":"RS256"}}'.encode())
    return ".".join([header, *provider.token().split(".")[1:]])


def key_inside(provider: Provider) -> str:
    """A token that brings its own key along."""
    key = SigningKey("inside")
    return provider.token(key, header={"jwk": key.web()})


def now(offset: float) -> float:
    """Seconds since 1970, that far from now."""
    return time.time() + offset


B14: dict[str, Callable[[Provider], str]] = {
    "alg none": lambda p: p.token(header={"alg": "none"}),
    "alg none, no signature": unsigned,
    "alg None": lambda p: p.token(header={"alg": "None"}),
    "HS256 with the public key": lambda p: p.token(header={"alg": "HS256"}),
    "RS512, not named": lambda p: p.token(header={"alg": "RS512"}),
    "PS256, not named": lambda p: p.token(header={"alg": "PS256"}),
    "no alg": lambda p: p.token(header={"alg": None}),
    "two algs": second_header,
    "wrong aud": lambda p: p.token(aud="other"),
    "aud of nearly the name": lambda p: p.token(aud=["callcard2", "CALLCARD"]),
    "no aud": lambda p: p.token(aud=None),
    "wrong iss": lambda p: p.token(iss="https://login.example"),
    "iss with a slash": lambda p: p.token(iss=f"{p.url}/"),
    "no iss": lambda p: p.token(iss=None),
    "ended 1 s ago": lambda p: p.token(exp=now(-1)),
    "no end": lambda p: p.token(exp=None),
    "end as text": lambda p: p.token(exp=str(int(now(600)))),
    "endless": lambda p: p.token(exp=1e300),
    "not begun": lambda p: p.token(nbf=now(30)),
    "unknown kid": lambda p: p.token(SigningKey("two")),
    "kid of another key": lambda p: p.token(SigningKey("one")),
    "kid path": lambda p: p.token(header={"kid": "../../../../etc/passwd"}),
    "kid path to a key": lambda p: p.token(header={"kid": "./one"}),
    "kid number": lambda p: p.token(header={"kid": 1}),
    "kid NUL": lambda p: p.token(header={"kid": "one\0"}),
    "key inside": key_inside,
    "crit": lambda p: p.token(header={"crit": ["b64"], "b64": False}),
    "logout token": lambda p: p.token(header={"typ": "logout+jwt"}),
    "other claims": tampered,
    "no user": lambda p: p.token(preferred_username=None),
    "no sub": lambda p: p.token(sub=None),
    "unverified address": lambda p: p.token(preferred_username=None, email="anna@example.com", email_verified=False),
    "unverified in words": lambda p: p.token(preferred_username=None, email="anna@example.com", email_verified="false"),
    "unverified by a number": lambda p: p.token(preferred_username=None, email="anna@example.com", email_verified=0),
    "no role": lambda p: p.token(roles=None),
    "no role of ours": lambda p: p.token(roles=["agent", "owner"]),
    "9 KiB": lambda p: p.token(groups=["g-support"] * 600),
    "two dots": lambda _: "..",
    "four parts": lambda p: p.token() + ".AA",
    "padding": lambda p: p.token() + "==",
    "cut": lambda p: p.token()[:-4],
}


@pytest.mark.parametrize("row", B14)
def test_b14(server: Callcard, provider: Provider, row: str) -> None:
    """B14: 401 with a challenge and nothing that tells why; a good token is good before and after."""
    bad = B14[row](provider)
    assert is_taken(server, provider.token())
    answer = shown(server, bad)
    assert (answer.status, answer.code) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.body == shown(server, "cc_nobody_" + "A" * 43).body, "it tells more than that it is not valid"
    assert is_taken(server, provider.token())


def test_b14_tenant(launcher: Launcher, provider: Provider) -> None:
    """B14: a claim that is wanted must be there with its text."""
    server = server_of(launcher, provider.entry(claims={"tid": "t-1"}))
    tokens = [provider.token(tid=tenant) for tenant in ("t-1", ["t-1"], "t-2", "T-1", None, {"t-1": "t-1"})]
    assert [is_taken(server, token) for token in tokens] == [True, True, False, False, False, False]


def test_b14_one_megabyte(server: Callcard, provider: Provider) -> None:
    """B14: refused at once. What is longer than all headers may be together doesn't get as far as a 401: it is 431, and costs the
    connection, before all of it was sent."""
    begun = time.monotonic()
    for length in (10_000, 60_000):
        answer = shown(server, provider.token() + "A" * length)
        assert (answer.status, answer.code) == (401, "unauthenticated")
    head = f"GET {SETTINGS} HTTP/1.1\r\nHost: {server.host}\r\nAuthorization: Bearer {provider.token()}"
    assert said_to(server, head.encode() + b"A" * (1 << 20)).startswith(b"HTTP/1.1 431 ")
    assert time.monotonic() - begun < 5
    assert is_taken(server, provider.token())


def said_to(server: Callcard, head: bytes) -> bytes:
    """All that is answered on a connection that this was sent on, to its end."""
    with socket.create_connection((server.host, server.port), timeout=5) as line:
        with contextlib.suppress(ConnectionError):
            line.sendall(head)
        answer = b""
        with contextlib.suppress(ConnectionError):
            while block := line.recv(65_536):
                answer += block
        return answer


def test_b14_unknown_kid_is_asked_for_once(launcher: Launcher) -> None:
    """B14: however many tokens of unknown keys come, at once or in turn, the keys are fetched once."""
    with Provider() as provider:
        server = server_of(launcher, provider.entry())
        assert is_taken(server, provider.token())
        fetched = provider.fetches
        tokens = [provider.token(header={"kid": f"unknown-{index}"}) for index in range(30)]
        assert not any(at_once([lambda token=token: is_taken(server, token) for token in tokens]))
        assert not any(is_taken(server, provider.token(SigningKey(kid))) for kid in ("../../keys", "two"))
        assert provider.fetches == fetched + 1
        assert set(provider.paths) == {"/.well-known/openid-configuration", "/keys"}, "a kid became part of an address"
        assert is_taken(server, provider.token())


def test_b14_what_is_no_good_anyway_asks_for_nothing(launcher: Launcher) -> None:
    """B14: an unknown key in a token that is over, or for somebody else, has nothing fetched."""
    with Provider() as provider:
        server = server_of(launcher, provider.entry())
        assert is_taken(server, provider.token())
        fetched, stranger = provider.fetches, SigningKey("two")
        assert not is_taken(server, provider.token(stranger, exp=now(-1)))
        assert not is_taken(server, provider.token(stranger, aud="other"))
        assert not is_taken(server, provider.token(stranger, header={"alg": "none"}))
        assert provider.fetches == fetched


def test_a_token_without_kid(launcher: Launcher) -> None:
    """The only key is meant; of two, none is guessed."""
    with Provider() as provider:
        server = server_of(launcher, provider.entry(refresh="1s"))
        token = provider.token(header={"kid": None})
        assert is_taken(server, token)
        provider.keys.append(SigningKey("two"))
        until(lambda: not is_taken(server, token), "the second key is known")
        assert is_taken(server, provider.token()) and is_taken(server, provider.token(provider.keys[1]))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_algorithms(launcher: Launcher, algorithm: str) -> None:
    """Each that can be named is taken where it is named, and nowhere else."""
    key = SigningKey("one", algorithm)
    with Provider(key) as provider, Provider(SigningKey("two", algorithm)) as other:
        others = [name for name in ALGORITHMS if name != algorithm]
        server = server_of(launcher, provider.entry(algorithms=[algorithm]), other.entry(algorithms=others))
        assert is_taken(server, provider.token())
        assert not is_taken(server, other.token())
        assert not is_taken(server, provider.token(SigningKey("one", algorithm)))
        assert not is_taken(server, other.token(key)), "one issuer's key speaks for another"


def test_small_rsa_keys_are_no_keys(launcher: Launcher) -> None:
    """1,024 bits can be had by force."""
    with Provider(SigningKey("small", bits=1_024), SigningKey("one")) as provider:
        server = server_of(launcher, provider.entry())
        assert is_taken(server, provider.token(provider.keys[1])) and not is_taken(server, provider.token())


def test_leeway(launcher: Launcher, provider: Provider) -> None:
    """Clocks may differ as far as the configuration says."""
    server = server_of(launcher, provider.entry(leeway="60s"))
    assert is_taken(server, provider.token(exp=now(-30))) and is_taken(server, provider.token(nbf=now(30)))
    assert not is_taken(server, provider.token(exp=now(-61))) and not is_taken(server, provider.token(nbf=now(90)))


def test_keycloak_and_fixed_rights(launcher: Launcher, provider: Provider) -> None:
    """Roles inside another claim; the same services for all; another claim for the user."""
    role = {"claim": "realm_access.roles", "values": {"callcard-owner": "owner"}}
    server = server_of(launcher, provider.entry(role=role, services=["support"], user="mail"))
    token = provider.token(realm_access={"roles": ["offline_access", "callcard-owner"]}, mail="olga@example.com")
    assert shown(server, token, "/v1/connectors").status == 200
    assert shown(server, token, "/v1/services/sales/settings").code == "serviceNotFound"
    assert not is_taken(server, provider.token(mail="olga@example.com"))


def test_b15_rotation(launcher: Launcher) -> None:
    """B15: the first token of a new key brings it in; the key that it replaced is out."""
    with Provider() as provider:
        server = server_of(launcher, provider.entry())
        old = provider.token()
        assert is_taken(server, old)
        provider.keys = [SigningKey("two")]
        assert is_taken(server, provider.token()) and not is_taken(server, old)


def test_b15_down_and_rotated_meanwhile(launcher: Launcher) -> None:
    """B15: while the keys can't be had the known ones are good and new ones are not; then both mend, without a restart."""
    with Provider() as provider:
        server = server_of(launcher, provider.entry(refresh="1s"))
        old = provider.token()
        assert is_taken(server, old)
        provider.is_down = True
        provider.keys = [SigningKey("two")]
        fetched = provider.fetches
        until(lambda: len(provider.paths) and health(server, provider.url)["status"] == "degraded", "the failure is told")
        assert health(server, provider.url)["detail"] == "its keys can't be fetched (status); those from before are in use"
        assert server.anonymous().get("/readyz").status == 200
        for _ in range(3):
            assert is_taken(server, old) and not is_taken(server, provider.token())
            time.sleep(0.4)
        provider.is_down = False
        until(lambda: is_taken(server, provider.token()), "the new key is known")
        assert not is_taken(server, old) and health(server, provider.url)["status"] == "ok"
        assert provider.fetches - fetched < 20
        assert scrape(server.anonymous()).value("callcard_token_key_fetches_total", result="status")


def test_b15_down_at_the_start(launcher: Launcher) -> None:
    """B15: the server starts all the same, keys work, tokens are refused in time; it recovers by itself."""
    with Provider() as provider:
        provider.is_down = True
        server = server_of(launcher, provider.entry())
        begun = time.monotonic()
        assert not is_taken(server, provider.token()) and time.monotonic() - begun < 6
        assert server.client(server.installation.keys.agent).get(SETTINGS).status == 200
        until(lambda: health(server, provider.url)["status"] == "degraded", "the failure is told")
        assert "no token of this issuer is taken" in health(server, provider.url)["detail"]
        provider.is_down = False
        until(lambda: is_taken(server, provider.token()), "the keys are known", seconds=10)


def test_b15_a_reload_keeps_the_keys(launcher: Launcher) -> None:
    """B15: with the provider down a reload that changes other things, the rights of its tokens too, keeps its keys."""
    with Provider() as provider:
        server = server_of(launcher, provider.entry())
        assert is_taken(server, provider.token())
        provider.is_down = True
        server.installation.config["tokens"] = [provider.entry(role="owner")]
        server.installation.write()
        assert server.operator().post("/v1/reload").status == 200
        assert shown(server, provider.token(), "/v1/connectors").status == 200
        server.installation.config["tokens"] = []
        server.installation.write()
        assert server.operator().post("/v1/reload").status == 200
        assert not is_taken(server, provider.token())


def test_a_named_key_address(launcher: Launcher, provider: Provider) -> None:
    """With `jwks` discovery is not asked, and the issuer need not be reachable."""
    with Provider() as other:
        other.url, address = "https://login.example/tenant", other.url
        server = server_of(launcher, provider.entry(issuer=other.url, jwks=f"{address}/keys"))
        assert is_taken(server, other.token()) and set(other.paths) == {"/keys"}
        assert not is_taken(server, other.token(iss="https://login.example"))


def test_a_discovery_document_of_somebody_else(launcher: Launcher) -> None:
    """What names another issuer is not believed."""
    with Provider() as provider:
        entry = provider.entry()
        provider.url = "https://login.example"
        server = server_of(launcher, entry)
        assert not is_taken(server, provider.token(iss=entry["issuer"])) and provider.fetches == 0
        until(lambda: "otherIssuer" in server.said(), "the log tells why")


def test_tls(launcher: Launcher, certificates: Certificates) -> None:
    """Keys are fetched from whom the authorities vouch for."""
    with Provider(tls=certificates.good()) as good, Provider(tls=certificates.unknown_authority()) as bad:
        trusted = {"authorities": str(certificates.authorities)}
        server = server_of(launcher, good.entry(**trusted), bad.entry(**trusted))
        assert is_taken(server, good.token()) and not is_taken(server, bad.token())
        assert bad.fetches == 0


def test_private_addresses_want_the_operators_word(launcher: Launcher) -> None:
    """Neither discovery nor keys are asked for on this machine unless the configuration lets it."""
    with Provider() as provider:
        server = server_of(launcher, provider.entry(allow=[]))
        assert not is_taken(server, provider.token()) and provider.paths == []
        until(lambda: "blockedDestination" in server.said(), "the log tells why")


def test_refusals_are_counted_by_reason_and_nothing_is_told(launcher: Launcher, provider: Provider) -> None:
    """The operator can see why tokens are refused; no token, subject or user is in the log, the metrics or a probe."""
    server = server_of(launcher, provider.entry())
    tokens = [provider.token(), provider.token(aud="other"), provider.token(SigningKey("one")), provider.token(header={"kid": "x"})]
    assert [is_taken(server, token) for token in tokens] == [True, False, False, False]
    metrics = scrape(server.anonymous())
    reasons = ["audience", "signature", "unknownKey", "expired"]
    assert [metrics.value("callcard_tokens_refused_total", reason=reason) or 0 for reason in reasons] == [1, 1, 1, 0]
    told = [server.said(), server.anonymous().get("/metrics").body.decode(), server.anonymous().get("/readyz").body.decode()]
    secrets = ["anna@example.com", "Anna@Example.com", "subject-of-anna", *(piece for token in tokens for piece in token.split(".")[1:])]
    secrets.append(hashlib.sha256(b"subject-of-anna").hexdigest())
    assert not [secret for secret in secrets for text in told if secret in text]


def test_a_real_provider(launcher: Launcher, tmp_path: Path) -> None:
    """People sign in to a provider that others made, and their ID tokens are taken."""
    with RealProvider(tmp_path) as provider:
        entry = {
            "issuer": provider.url,
            "audience": CLIENT,
            "role": {"claim": "roles", "values": {"callcard-agent": "agent", "callcard-owner": "owner"}},
            "services": ["support"],
            "allow": ["127.0.0.0/8"],
            "http": True,
        }
        server = server_of(launcher, entry)
        anna = provider.sign_in("anna", {"preferred_username": "anna@example.com", "roles": ["callcard-agent"]})
        olga = provider.sign_in("olga", {"email": "Olga@example.com", "email_verified": True, "roles": ["callcard-owner"]})
        stranger = provider.sign_in("stranger", {"email": "stranger@example.com"})
        assert shown(server, anna).status == 200 and shown(server, anna, "/v1/connectors").status == 403
        assert shown(server, olga).status == 200 and shown(server, olga, "/v1/connectors").status == 200
        assert not is_taken(server, stranger)
        header, claims, signature = anna.split(".")
        assert not is_taken(server, f"{header}.{olga.split('.')[1]}.{signature}")
        assert not is_taken(server, f"{part({'alg': 'none'})}.{claims}.")


def test_check_tells_where_it_is_wrong(launcher: Launcher, provider: Provider) -> None:
    """`callcard check` fails with file, line and what to do."""
    installation = launcher.installation()
    installation.config["tokens"] = [provider.entry(algorithms=["HS256"], role="flow", issuers="x")]
    done = run("check", "--config", str(installation.write()), folder=installation.folder)
    lines = installation.config_path.read_text().splitlines()
    start = lines.index("tokens:")
    assert done.returncode == 78
    said = (done.stdout + done.stderr).decode()
    for key, text in [("algorithms", "must be one of: RS256"), ("role", "wants a key"), ("issuers", "did you mean issuer?")]:
        line = start + 1 + next(index for index, line in enumerate(lines[start:]) if f"{key}:" in line)
        # The list's entries stand below its key.
        line += key == "algorithms"
        assert any(f"callcard.yaml:{line}:" in found and text in found for found in said.splitlines()), said
