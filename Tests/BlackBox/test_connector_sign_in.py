"""OAuth by refresh token: `callcard connector sign-in` gets the first one, and the server keeps it, rotates it and never tells it."""

from __future__ import annotations

import stat
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from fakes import faults
from fakes.refresh_tokens import SECRET, Provider
from fakes.upstream import Behaviour, Upstream, record
from kit.installation import Installation
from kit.numbers import Numbers
from kit.process import Launcher, run, free_port
from kit.sign_in_command import Ended, SignIn, visit
from kit.upstreams import add_shared_manifest, asked, item
from kit.waiting import at_once, until


def installation(launcher: Launcher, upstream: Upstream, **entry: object) -> Installation:
    """One connector `crm` to a CRM that somebody has to sign in to, and a journal, beside which refresh tokens are kept."""
    made = launcher.installation()
    add_shared_manifest(made, "plainrefresh")
    made.add_connector("crm", upstream.url, SECRET, manifest="plainrefresh", openFor="100ms", **entry)
    made.config["connectors"][0]["settings"]["clientID"] = "callcard"
    made.config["journal"] = "data/callcard.sqlite"
    (made.folder / "data").mkdir(exist_ok=True)
    made.add_service("crm", ["crm"])
    return made


def provider_of(upstream: Upstream, port: int, life: float = 3_600) -> Provider:
    """The provider, which knows this redirect."""
    return Provider(upstream, {f"http://127.0.0.1:{port}/callback"}, life)


def sign_in(made: Installation, port: int) -> Ended:
    """Signs in, as a person with a browser would."""
    with SignIn(made, port) as command:
        status, page = visit(command.address())
        assert status == 200 and "Callcard has what it needs" in page
        return command.end()


def token_file(made: Installation) -> Path:
    """Where the refresh token is."""
    return made.folder / "data" / "refresh-tokens" / "crm.sealed"


def said_nothing(provider: Provider, *texts: str) -> None:
    """No code, token or secret is in any of the texts."""
    for text in texts:
        assert SECRET not in text and not [secret for secret in provider.secrets if secret in text]


def test_signing_in_and_asking(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """The address, the way back, the exchange with a proof; the token is kept for this user only, encrypted; callers are found."""
    port = free_port()
    provider, made, number = provider_of(upstream, port), installation(launcher, upstream), numbers()
    ended = sign_in(made, port)
    assert ended.status == 0 and "signed in to crm" in ended.said, ended
    assert "scope: contacts.read" in ended.said and "api_domain: https://api.crm.example" in ended.said
    for path in (token_file(made), made.folder / "data" / "refresh-tokens.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not [secret for secret in provider.secrets if secret.encode() in token_file(made).read_bytes()]
    upstream.know(record(number, "Carla", "Wolf"))
    server = launcher.start(made)
    assert asked(server.client(), number) == "hit"
    assert provider.problems == [] and provider.requests == ["authorization_code", "refresh_token"]
    said_nothing(provider, ended.said, ended.errors, server.said())


def test_rotation_outlives_a_restart(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """Each refresh token is good once: the last one is on the disk before it is needed, and a killed server goes on with it."""
    port = free_port()
    provider, made = provider_of(upstream, port), installation(launcher, upstream)
    sign_in(made, port)
    seen = {token_file(made).read_bytes()}
    for _ in range(3):
        server = launcher.start(made)
        assert asked(server.client(), numbers()) == "miss"
        provider.end_access_tokens()
        assert asked(server.client(), numbers()) == "miss"
        seen.add(token_file(made).read_bytes())
        server.kill()
    assert provider.refreshes == 6 and provider.problems == [] and len(seen) == 4


def test_lookups_at_once_show_it_once(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """Twenty lookups, one exchange; then ten that find their token taken back, and one more."""
    port = free_port()
    provider, made = provider_of(upstream, port), installation(launcher, upstream)
    sign_in(made, port)
    server = launcher.start(made)
    provider.delay = 0.2
    assert set(at_once([partial(asked, server.client(), numbers()) for _ in range(20)])) == {"miss"}
    assert provider.refreshes == 1
    provider.end_access_tokens()
    assert set(at_once([partial(asked, server.client(), numbers()) for _ in range(10)])) == {"miss"}
    assert provider.refreshes == 2 and provider.problems == []


def test_reload_keeps_to_one_at_a_time(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """The connector of the new configuration and that of the old one never show the same token."""
    port = free_port()
    provider, made = provider_of(upstream, port), installation(launcher, upstream)
    sign_in(made, port)
    server = launcher.start(made)
    for _ in range(5):
        assert asked(server.client(), numbers()) == "miss"
        assert server.operator().post("/v1/reload").status == 200
    assert provider.problems == [] and provider.refreshes >= 5


@pytest.mark.parametrize("errors_with_200", [False, True])
def test_refusal_and_signing_in_anew(
    launcher: Launcher, upstream: Upstream, numbers: Numbers, errors_with_200: bool
) -> None:
    """A token that is good no more is told with what to do; after signing in anew the server goes on without a restart."""
    port = free_port()
    provider, made = provider_of(upstream, port), installation(launcher, upstream)
    provider.errors_with_200 = errors_with_200
    sign_in(made, port)
    server = launcher.start(made)
    provider.withdraw()
    number = numbers()
    assert asked(server.client(), number) == "authError" and upstream.count(number) == 0
    told = item(server)
    code = "invalid_code" if errors_with_200 else "invalid_grant"
    assert told["state"] == "degraded" and f"({code}); run callcard connector sign-in crm" in told["detail"]
    assert sign_in(made, port).status == 0
    assert server.operator().post("/v1/reload").status == 200
    until(lambda: asked(server.client(), numbers()) == "miss", "it goes on")
    said_nothing(provider, server.said())


def test_before_anybody_has_signed_in(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """`check` warns, the server runs, lookups say authError, and nobody is asked."""
    made = installation(launcher, upstream)
    provider = provider_of(upstream, free_port())
    checked = run("check", "--config", str(made.write()), folder=made.folder)
    assert checked.returncode == 0 and b"nobody has signed in yet; run callcard connector sign-in crm" in checked.stdout
    server = launcher.start(made)
    assert asked(server.client(), numbers()) == "authError"
    assert provider.requests == [] and "nobody has signed in yet" in item(server)["detail"]


def test_without_a_place_for_the_token(launcher: Launcher, upstream: Upstream) -> None:
    """Without a journal the configuration needs a folder, and says so; with one it is good."""
    made = installation(launcher, upstream)
    del made.config["journal"]
    checked = run("check", "--config", str(made.write()), folder=made.folder)
    assert checked.returncode == 78 and b"refreshTokens: {folder: PATH}" in checked.stdout + checked.stderr
    made.config["refreshTokens"] = {"folder": "tokens"}
    assert run("check", "--config", str(made.write()), folder=made.folder).returncode == 0


def test_a_lost_key(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """Another key opens nothing; the connector says so and the token is not shown to anybody."""
    port = free_port()
    provider, made = provider_of(upstream, port), installation(launcher, upstream)
    sign_in(made, port)
    made.file("data/refresh-tokens.key", b"k" * 32, mode=0o600)
    server = launcher.start(made)
    assert asked(server.client(), numbers()) == "authError"
    assert provider.refreshes == 0 and "can't be opened" in item(server)["detail"]


def test_saying_no(launcher: Launcher, upstream: Upstream) -> None:
    """The person does not let Callcard in: nothing is kept, and the provider's word is told."""
    port = free_port()
    provider, made = provider_of(upstream, port), installation(launcher, upstream)
    provider.denies = True
    with SignIn(made, port) as command:
        assert "not let in" in visit(command.address())[1]
        ended = command.end()
    assert ended.status == 77 and "access_denied" in ended.errors and not token_file(made).exists()


def test_strangers_at_the_door(launcher: Launcher, upstream: Upstream) -> None:
    """Another state, another path and no request at all are answered and left; the browser that is waited for still comes in."""
    port = free_port()
    provider, made = provider_of(upstream, port), installation(launcher, upstream)
    with SignIn(made, port) as command:
        address = command.address()
        assert visit(f"{command.redirect}?{urlencode({'code': 'stolen', 'state': 'x' * 43})}")[0] == 400
        assert visit(f"{command.redirect}?code=stolen")[0] == 400
        assert visit(f"http://127.0.0.1:{port}/favicon.ico")[0] == 404
        assert visit(address)[0] == 200
        assert command.end().status == 0
    assert provider.requests == ["authorization_code"] and provider.problems == []


def test_each_attempt_has_secrets_of_its_own(launcher: Launcher, upstream: Upstream) -> None:
    """State and challenge are new each time, and the verifier is in no address."""
    port = free_port()
    provider_of(upstream, port)
    made = installation(launcher, upstream)
    seen: list[tuple[str, str]] = []
    for _ in range(2):
        with SignIn(made, port) as command:
            query = parse_qs(urlsplit(command.address()).query)
            seen.append((query["state"][0], query["code_challenge"][0]))
            assert "code_verifier" not in query and "client_secret" not in query
    assert len(set(seen)) == 2 and len({text for pair in seen for text in pair}) == 4


def test_nobody_comes(launcher: Launcher, upstream: Upstream) -> None:
    """The waiting ends, with the redirect that must be registered."""
    port = free_port()
    provider_of(upstream, port)
    with SignIn(installation(launcher, upstream), port, "crm", "--wait", "1") as command:
        command.address()
        ended = command.end()
    assert ended.status == 75 and f"http://127.0.0.1:{port}/callback" in ended.errors


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (faults.body(b'{"error":"invalid_client"}', status=401), "invalid_client"),
        (faults.body(b'{"access_token":"access-1"}'), "no refresh token"),
        (faults.status(503), "http5xx"),
        (faults.body(b"<html>", "text/html"), "badPayload"),
    ],
)
def test_the_exchange_fails(launcher: Launcher, upstream: Upstream, fault: Behaviour, told: str) -> None:
    """What is wrong is told, without what came; nothing is kept."""
    port = free_port()
    provider, made = provider_of(upstream, port), installation(launcher, upstream)
    provider.fault = fault
    with SignIn(made, port) as command:
        visit(command.address())
        ended = command.end()
    assert ended.status in (65, 77) and told in ended.errors and not token_file(made).exists()
    said_nothing(provider, ended.errors)


def test_a_code_of_the_console(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """Without a browser: a code from standard input, exchanged without redirect and proof."""
    provider, made = provider_of(upstream, free_port()), installation(launcher, upstream)
    arguments = ("connector", "sign-in", "crm", "--code", "--config", str(made.write()))
    ended = run(*arguments, folder=made.folder, stdin=provider.new_code() + "\n")
    assert ended.returncode == 0, ended.stderr
    assert asked(launcher.start(made).client(), numbers()) == "miss" and provider.problems == []


def test_connectors_that_need_none(launcher: Launcher, upstream: Upstream) -> None:
    """Other credentials, other kinds and unknown ids are told apart."""
    made = installation(launcher, upstream)
    made.add_connector("plain", upstream.url, upstream.token)
    made.add_book("contacts", [])
    config = str(made.write())
    for connector, status, words in (("plain", 65, b"needs no sign-in"), ("contacts", 65, b"address book"), ("x", 66, b"crm")):
        ended = run("connector", "sign-in", connector, "--config", config, folder=made.folder)
        assert ended.returncode == status and words in ended.stderr, ended
    ended = run("connector", "sign-in", "crm", "--redirect", "https://evil.example/", "--config", config, folder=made.folder)
    assert ended.returncode == 64 and b"127.0.0.1" in ended.stderr
