"""Signing in to pages: with an account elsewhere, or by a link; what the cookie is good for, and what it is not."""

from __future__ import annotations

import base64
import http.client
import math
import resource
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from fakes.real_provider import RealProvider
from fakes.sign_in_provider import SECRET, SignInProvider
from kit import process, team
from kit.browser import Browser, links, newer_links
from kit.keys import Key
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.streams import Stream
from kit.waiting import until

ANNA, PIA, OLGA = "anna@example.com", "pia@example.com", "olga@example.com"
ACTIVE = "/v1/users/me/active-services"
PUBLIC = "https://callcard.example"


def link(user: str, role: str = "agent") -> dict[str, Any]:
    """An entry of `signInLinks`."""
    return {"user": user, "role": role, "services": ["support"]}


def server_of(launcher: Launcher, pages: dict[str, Any], secret: str | None = None, **config: Any) -> Callcard:
    """A server with service support, of which Anna and Pia are members, and these pages."""
    installation = launcher.installation()
    installation.add_service("support", [], members=[ANNA, PIA])
    installation.config |= {"pages": pages, "rates": {"perSecond": 10_000, "burst": 10_000}} | config
    if secret is not None:
        installation.file("client-secret.txt", f"{secret}\n", mode=0o600)
        pages["signIn"]["clientSecret"] = {"file": "client-secret.txt"}
    return launcher.start(installation)


@pytest.fixture(scope="module")
def provider() -> Iterator[SignInProvider]:
    """A provider that the tests of the module share and don't change."""
    with SignInProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, provider: SignInProvider) -> Callcard:
    """A server that people sign in to with the shared provider."""
    return server_of(module_launcher, {"signIn": provider.settings()}, SECRET)


@pytest.fixture(scope="module")
def linked(module_launcher: Launcher) -> Callcard:
    """A server with links for many agents, one a test, and an owner."""
    people = [link(f"agent{number}@example.com") for number in range(30)]
    return server_of(module_launcher, {"signInLinks": [*people, link(ANNA), link(OLGA, "owner"), link("ahead@example.com")]})


@pytest.fixture
def agent(linked: Callcard, request: pytest.FixtureRequest) -> Browser:
    """An agent's browser, signed in by a link that nobody else has used."""
    count = request.config.stash.get(COUNT, 0)
    request.config.stash[COUNT] = count + 1
    browser = Browser(linked)
    browser.by_link(f"agent{count}@example.com")
    return browser


COUNT = pytest.StashKey[int]()


@pytest.fixture
def anna(server: Callcard, provider: SignInProvider) -> Browser:
    """Anna's browser, signed in with her account."""
    browser = Browser(server)
    assert browser.back(provider.authorize(browser.to_provider())).status == 303
    return browser


# With an account elsewhere


@pytest.mark.parametrize("target, shown", [(None, "/"), ("/try", "/try"), ("/services/support/settings",) * 2])
def test_there_and_back(server: Callcard, provider: SignInProvider, target: str | None, shown: str) -> None:
    """The code flow with S256, state and nonce: signed in, and on the page that was asked for."""
    browser = Browser(server)
    back = browser.back(provider.authorize(browser.to_provider(target)))
    assert (back.status, back.headers["location"], back.headers["cache-control"]) == (303, shown, "no-store")
    assert browser.is_signed_in() and browser.go(shown).status == 200


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example", "/\\evil.example", "/sign-in", "/services/../\r\nX: y", "javascript:1"]
)
def test_the_way_back_leads_to_pages_only(server: Callcard, provider: SignInProvider, target: str) -> None:
    """No open redirect: another place to come back to is the first page."""
    browser = Browser(server)
    assert browser.back(provider.authorize(browser.to_provider(target))).headers["location"] == "/"


@pytest.mark.parametrize("methods", [["client_secret_basic", "client_secret_post"], ["client_secret_post"], None])
def test_how_the_secret_is_shown(launcher: Launcher, methods: list[str] | None) -> None:
    """As basic credentials, each part encoded first, or in the form where the provider takes nothing else."""
    with SignInProvider(methods=methods) as provider:
        browser = Browser(server_of(launcher, {"signIn": provider.settings()}, SECRET))
        back = browser.back(provider.authorize(browser.to_provider()))
        assert back.status == 303 and browser.is_signed_in(), provider.refused


def test_a_client_without_a_secret(launcher: Launcher) -> None:
    """A public client has its proof key only."""
    with SignInProvider(is_public=True) as provider:
        browser = Browser(server_of(launcher, {"signIn": provider.settings()}))
        assert browser.back(provider.authorize(browser.to_provider())).status == 303, provider.refused


def test_a_real_provider(launcher: Launcher, tmp_path: Path) -> None:
    """With PyPI's `oidc-provider-mock`, which people sign in to by a form."""
    with RealProvider(tmp_path) as provider:
        settings = {
            "issuer": provider.url,
            "clientId": "callcard",
            "user": "email",
            "role": {"claim": "roles", "values": {"Agents": "agent"}},
            "services": ["support"],
            "allow": ["127.0.0.0/8"],
            "http": True,
        }
        browser = Browser(server_of(launcher, {"signIn": settings}, "of-the-tests"))
        for claims, status in [({"email": "Anna@Example.com", "roles": ["Agents"]}, 303), ({"email": "x@example.com"}, 403)]:
            back = browser.back(provider.come_back(browser.to_provider(), "anna", claims))
            assert back.status == status, back.body
            assert browser.is_signed_in() == (status == 303)
            sign_out(browser)


def sign_out(browser: Browser) -> None:
    """Signs out."""
    assert browser.go("/sign-out", "POST", site="same-origin").status == 200
    browser.jar.clear()


def test_another_state(server: Callcard, provider: SignInProvider) -> None:
    """What comes back must be what was begun: not with a state of somebody else's making, nor with none."""
    browser = Browser(server)
    good = provider.authorize(browser.to_provider())
    state = parse_qs(urlsplit(good).query)["state"][0]
    for bad in (good.replace(state, "0" * 64), good.replace(f"state={state}", "x=y"), good.replace(state, state[:-1])):
        assert_not_signed_in(browser, browser.back(bad), 400)
    assert browser.back(good).status == 303, "the attempt is still good"


def test_another_browser(server: Callcard, provider: SignInProvider) -> None:
    """Whoever is sent somebody else's answer is not signed in by it, as whom that may be."""
    browser, victim = Browser(server), Browser(server)
    good = provider.authorize(browser.to_provider())
    assert_not_signed_in(victim, victim.back(good), 400)
    victim.to_provider()
    assert_not_signed_in(victim, victim.back(good), 400)


def test_another_nonce(server: Callcard, provider: SignInProvider) -> None:
    """A token that was made for another attempt is none for this one; nor is one without any nonce."""
    for nonce in ("0" * 64, None):
        browser = Browser(server)
        assert_not_signed_in(browser, browser.back(provider.authorize(browser.to_provider(), nonce=nonce)), 400)


@pytest.mark.parametrize(
    "claims",
    [{"aud": "another"}, {"iss": "https://evil.example"}, {"exp": 1}, {"aud": ["callcard", "other"], "azp": "other"}],
    ids=str,
)
def test_a_token_that_is_no_good(server: Callcard, provider: SignInProvider, claims: dict[str, Any]) -> None:
    """An ID token is checked as every bearer token is."""
    browser = Browser(server)
    assert_not_signed_in(browser, browser.back(provider.authorize(browser.to_provider(), **claims)), 400)


def test_an_answer_counts_once(server: Callcard, provider: SignInProvider) -> None:
    """The same address again is over."""
    browser = Browser(server)
    good = provider.authorize(browser.to_provider())
    attempts = dict(browser.jar)
    assert browser.back(good).status == 303 and not attempts.items() & browser.jar.items()
    again = Browser(server)
    again.jar = attempts
    assert_not_signed_in(again, again.back(good), 400)


def test_two_tabs(server: Callcard, provider: SignInProvider) -> None:
    """Both tabs of a browser that were sent away at once come back."""
    browser = Browser(server)
    first, second = browser.to_provider("/try"), browser.to_provider()
    assert browser.back(provider.authorize(first)).headers["location"] == "/try"
    assert browser.back(provider.authorize(second)).headers["location"] == "/"


def test_many_who_never_come_back(launcher: Launcher) -> None:
    """X11: 10,050 who begin and go away take nothing from anybody: an honest sign-in that was begun before them all goes on."""
    with SignInProvider() as provider:
        server = server_of(launcher, {"signIn": provider.settings()}, SECRET)
        browser = Browser(server)
        good = provider.authorize(browser.to_provider())
        begin_many(server, 1_000)
        before = resident(server)
        begin_many(server, 9_050)
        assert resident(server) - before < 8 << 20, "nothing of them is kept"
        assert browser.back(good).status == 303 and browser.is_signed_in()
        assert provider.paths.count(DISCOVERY) <= 3


DISCOVERY = "/.well-known/openid-configuration"


def begin_many(server: Callcard, count: int) -> None:
    """Strangers who ask to sign in, over one connection."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=15)
    for _ in range(count):
        connection.request("GET", "/sign-in")
        answer = connection.getresponse()
        assert answer.status == 303 and not answer.read()
    connection.close()


def resident(server: Callcard) -> int:
    """Bytes of memory that the server has."""
    pages = Path(f"/proc/{server.process.pid}/statm").read_text().split()[1]
    return int(pages) * resource.getpagesize()


def test_a_provider_that_is_down_is_asked_seldom(launcher: Launcher) -> None:
    """X11: not once a request: whoever comes in the pause is told at once, in plain words."""
    with SignInProvider() as provider:
        provider.is_down = True
        browser = Browser(server_of(launcher, {"signIn": provider.settings()}, SECRET))
        began = time.monotonic()
        for _ in range(50):
            shown = browser.go("/sign-in")
            assert shown.status == 503 and "does not answer" in shown.text and not shown.cookies
        spent = time.monotonic() - began
        # The server's own fetches of keys ask there, too: after 1, 2, 4 … seconds, as those for sign-ins do.
        most = 2 * (1 + math.log2(spent + 1))
        assert spent < 10 and provider.paths.count(DISCOVERY) <= most + 1


@pytest.mark.parametrize(
    "named, sent, status",
    [(True, "own", 303), (False, "own", 303), (True, None, 400), (False, "https://evil.example", 400), (True, "https://evil.example", 400)],
)
def test_whose_answer_it_is(launcher: Launcher, named: bool, sent: str | None, status: int) -> None:
    """RFC 9207: an answer that names another issuer, or none where the provider's do, is no answer of it."""
    with SignInProvider(names_issuer=named) as provider:
        browser = Browser(server_of(launcher, {"signIn": provider.settings()}, SECRET))
        back = provider.authorize(browser.to_provider()).partition("&iss=")[0]
        if sent is not None:
            back += "&" + urlencode({"iss": provider.url if sent == "own" else sent})
        assert browser.back(back).status == status and browser.is_signed_in() == (status == 303)


@pytest.mark.parametrize("verified, status", [("false", 403), ("true", 303), (False, 403), (True, 303), (None, 303), ("yes", 403)])
def test_an_address_that_nobody_has_verified(launcher: Launcher, verified: Any, status: int) -> None:
    """X18: `email_verified` says no as a text as well."""
    with SignInProvider() as provider:
        browser = Browser(server_of(launcher, {"signIn": provider.settings(user="email")}, SECRET))
        back = provider.authorize(browser.to_provider(), email="anna@example.com", email_verified=verified)
        assert browser.back(back).status == status


def test_who_says_no(server: Callcard, provider: SignInProvider) -> None:
    """Cancelled at the provider: a page that says so, and how to try again."""
    browser = Browser(server)
    shown = browser.back(provider.refuse(browser.to_provider()))
    assert_not_signed_in(browser, shown, 403)
    assert 'href="/sign-in"' in shown.text and "access_denied" not in shown.text


def test_a_stranger(server: Callcard, provider: SignInProvider) -> None:
    """A good account without a role here."""
    browser = Browser(server)
    shown = browser.back(provider.authorize(browser.to_provider(), roles=["Cooks"]))
    assert_not_signed_in(browser, shown, 403)
    assert "no role here" in shown.text


def test_a_provider_in_trouble(launcher: Launcher) -> None:
    """Down before, or after: a page that says so; and it recovers without a restart."""
    with SignInProvider() as provider:
        provider.is_down = True
        server = server_of(launcher, {"signIn": provider.settings()}, SECRET)
        browser = Browser(server)
        shown = browser.go("/sign-in")
        assert shown.status == 503 and 'href="/sign-in"' in shown.text
        provider.is_down = False
        until(lambda: browser.go("/sign-in").status == 303, "it is asked again", seconds=15)
        address = browser.to_provider()
        provider.fault = (500, {"error": "server_error"})
        assert_not_signed_in(browser, browser.back(provider.authorize(address)), 503)
        provider.fault = (200, {"access_token": "but no ID token"})
        assert_not_signed_in(browser, browser.back(provider.authorize(browser.to_provider())), 503)
        provider.fault = None
        until(lambda: browser.back(provider.authorize(browser.to_provider())).status == 303, "it recovers", seconds=15)
        counted = scrape(server.operator())
        assert counted.value("callcard_sign_ins_total", result="signedIn") == 1
        assert (counted.value("callcard_sign_ins_total", result="unavailable") or 0) >= 3
        assert counted.value("callcard_visits") == 1


def assert_not_signed_in(browser: Browser, shown: Any, status: int) -> None:
    """A page with a way on, which shows nothing of what came, and nobody is signed in."""
    assert shown.status == status, shown.body
    assert 'href="/' in shown.text.partition("<h1>")[2]
    assert all(cookie.attributes["max-age"] == "0" for cookie in shown.cookies.values()) and not browser.is_signed_in()


def test_nothing_secret_is_said(launcher: Launcher) -> None:
    """Neither codes, states, tokens, cookies nor the client's secret are in the server's output, whatever goes wrong."""
    with SignInProvider() as provider:
        server = server_of(launcher, {"signIn": provider.settings()}, SECRET)
        secrets = [SECRET]
        for claims in ({}, {"nonce": "x" * 64}, {"roles": []}):
            browser = Browser(server)
            back = provider.authorize(browser.to_provider(), **claims)
            query = parse_qs(urlsplit(back).query)
            browser.back(back)
            secrets += [query["code"][0], query["state"][0], *browser.jar.values()]
        sign_out(browser)
        server.stop()
        assert len(secrets) >= 8
        assert not [secret for secret in secrets if secret in server.said()]


# The cookie


def test_what_the_cookie_is_like(agent: Browser, linked: Callcard) -> None:
    """On one's own machine: out of scripts' reach, not sent along from elsewhere, gone with the browser."""
    browser = Browser(linked)
    (cookie,) = browser.by_link(ANNA).cookies.values()
    assert cookie.name == "callcard" and ANNA not in cookie.value and len(cookie.value) <= 4_000
    assert cookie.attributes == {"path": "/", "httponly": "", "samesite": "Lax"}
    assert cookie.value not in agent.jar.values() and base64.urlsafe_b64decode(cookie.value + "==").count(b"anna") == 0


@pytest.mark.parametrize(
    "frames, same_site",
    [([], {"samesite": "Lax"}), (["https://teams.example"], {"samesite": "None", "partitioned": ""})],
)
def test_the_cookie_under_tls(launcher: Launcher, frames: list[str], same_site: dict[str, str]) -> None:
    """Bound to this host by its name; sent in others' frames only where frames are named, and kept apart there."""
    with SignInProvider() as provider:
        pages = {"publicURL": PUBLIC, "frameAncestors": frames, "signIn": provider.settings()}
        browser = Browser(server_of(launcher, pages, SECRET))
        began = browser.go("/sign-in")
        (attempt,) = began.cookies.values()
        expected = {"path": "/", "httponly": "", "secure": ""} | same_site
        assert attempt.name.startswith("__Host-callcard-sign-in-") and attempt.attributes == expected | {"max-age": "600"}
        back = provider.authorize(began.headers["location"])
        assert back.startswith(f"{PUBLIC}/sign-in/callback?")
        cookies = browser.back(back).cookies
        assert cookies.pop(attempt.name).attributes == expected | {"max-age": "0"}
        (cookie,) = cookies.values()
        assert cookie.name == "__Host-callcard" and cookie.attributes == expected
        change = {"body": {"services": []}, "Origin": PUBLIC}
        assert browser.go(ACTIVE, "PUT", **change).status == 200, "the address that browsers know"


def test_a_cookie_is_worth_what_a_token_is(anna: Browser, server: Callcard, provider: SignInProvider) -> None:
    """The same role, services and user as by the same claims in a bearer token."""
    assert anna.go("/v1/users/anna@example.com/interactions").status == 200
    assert anna.go("/v1/users/pia@example.com/interactions").status == 404
    assert anna.go("/v1/services").json["items"][0]["id"] == "support"
    assert anna.go("/v1/connectors").status == 403, "she is no owner"
    owner = Browser(server)
    owner.back(provider.authorize(owner.to_provider(), roles=["Owners"], preferred_username=OLGA))
    assert owner.go("/v1/connectors").status == 200


CHANGES: list[tuple[str, dict[str, str], int]] = [
    ("its own page", {"site": "same-origin"}, 200),
    ("its own page, an older browser", {"Origin": "own"}, 200),
    ("another site", {"site": "cross-site"}, 403),
    ("another site that shows our origin", {"site": "cross-site", "Origin": "own"}, 403),
    ("a sister site", {"site": "same-site"}, 403),
    ("nobody: typed or from a bookmark", {"site": "none"}, 403),
    ("another site, an older browser", {"Origin": "https://evil.example"}, 403),
    ("a sandboxed frame", {"Origin": "null"}, 403),
    ("the same machine, another port", {"Origin": "http://127.0.0.1:1"}, 403),
    ("nothing that says", {}, 403),
]


@pytest.mark.parametrize("change", CHANGES, ids=[name for name, _, _ in CHANGES])
def test_what_changes_something_comes_from_our_pages(linked: Callcard, agent: Browser, change: Any) -> None:
    """CSRF: with a cookie alone, only what our own pages send changes anything; reading needs no such proof."""
    _, sent, status = change
    own = f"http://{linked.host}:{linked.port}"
    sent = {name: own if value == "own" else value for name, value in sent.items()}
    answer = agent.go(ACTIVE, "PUT", body={"services": []}, **sent)
    assert answer.status == status, answer.body
    if status == 403:
        assert answer.json["code"] == "forbidden"
        assert agent.go("/sign-out", "POST", **sent).status == 403 and agent.is_signed_in()


def test_a_key_counts_before_a_cookie(linked: Callcard, agent: Browser) -> None:
    """Cookies are looked at only where nothing else is shown: a bad key with a good cookie is a bad key."""
    key = linked.installation.keys.operator.token
    assert agent.go("/v1/reload", "POST", site="cross-site", X_Api_Key=key).status == 200
    for header in ({"X_Api_Key": "cc_no_key"}, {"Authorization": "Bearer cc_no_key"}, {"Authorization": "Basic eDp5"}):
        assert agent.go("/v1/users/me/interactions", **header).status == 401


@pytest.mark.parametrize("value", ["", "0" * 64, "x", "0" * 63, "é" * 32, "0" * 5_000])
def test_a_cookie_of_somebody_elses_making(linked: Callcard, value: str) -> None:
    """A cookie that was never given out is nobody."""
    browser = Browser(linked)
    browser.jar["callcard"] = value.encode().decode("latin-1")
    assert not browser.is_signed_in() and browser.go("/").status == 303


def test_the_other_cookies_of_a_host(linked: Callcard, agent: Browser) -> None:
    """Ours is found among others, whose names may begin alike."""
    agent.jar = {"callcardx": "1", "xcallcard": "2", "callcard-theme": "3"} | agent.jar | {"last": "4"}
    assert agent.is_signed_in()


# Its end


def test_signing_out(linked: Callcard, agent: Browser) -> None:
    """The cookie is worth nothing any more, wherever a copy of it is; the page says how to come back."""
    copy = Browser(linked)
    copy.jar = dict(agent.jar)
    shown = agent.go("/sign-out", "POST", site="same-origin")
    assert shown.status == 200 and 'href="/sign-in"' in shown.text
    (cookie,) = shown.cookies.values()
    assert cookie.attributes["max-age"] == "0" and not agent.jar
    assert not copy.is_signed_in() and copy.go("/").status == 303
    assert agent.go("/sign-out", "POST", site="same-origin").status == 200, "again does no harm"
    assert agent.go("/sign-out").status == 405, "no link or picture signs anybody out"


def test_a_stream_ends_with_the_visit(linked: Callcard, agent: Browser) -> None:
    """B18: an event stream goes on while its reader is signed in, and ends within 30 s of signing out."""
    cookie = "; ".join(f"{name}={value}" for name, value in agent.jar.items())
    stream = Stream(linked, Key("nobody", "agent"), "me", headers={"Cookie": cookie})
    stream.wait_for("snapshot")
    time.sleep(1)
    assert not stream.is_over
    sign_out(agent)
    until(lambda: stream.is_over, "the stream is over", seconds=31)
    assert stream.retries[1:], "it was not told to come back"


def test_an_unused_visit_ends(launcher: Launcher) -> None:
    """idle: use keeps it, a pause ends it; then the page leads to signing in again."""
    browser = Browser(server_of(launcher, {"idle": "2s", "signInLinks": [link(ANNA)]}))
    browser.by_link(ANNA)
    for _ in range(6):
        time.sleep(0.5)
        assert browser.is_signed_in(), "it was in use"
    time.sleep(2.5)
    assert not browser.is_signed_in() and browser.go("/").headers["location"] == "/sign-in"


def test_a_visit_lasts_no_longer_than_said(launcher: Launcher) -> None:
    """longest: use does not keep it for ever."""
    browser = Browser(server_of(launcher, {"longest": "2s", "signInLinks": [link(ANNA)]}))
    browser.by_link(ANNA)
    assert browser.is_signed_in()
    until(lambda: not browser.is_signed_in(), "it is over", seconds=10)


def test_no_more_visits_than_said(launcher: Launcher) -> None:
    """visits: one more, and the one that was not used for longest is over."""
    server = server_of(launcher, {"visits": 2, "signInLinks": [link(ANNA), link(PIA), link(OLGA, "owner")]})
    browsers = {user: Browser(server) for user in (ANNA, PIA, OLGA)}
    for user in (ANNA, PIA):
        browsers[user].by_link(user)
    assert browsers[ANNA].is_signed_in()
    browsers[OLGA].by_link(OLGA)
    assert [browsers[user].is_signed_in() for user in (ANNA, PIA, OLGA)] == [True, False, True]


def test_another_person_in_the_same_browser(linked: Callcard, agent: Browser) -> None:
    """Signing in anew ends what was before: nobody goes on as somebody else."""
    before = Browser(linked)
    before.jar = dict(agent.jar)
    agent.by_link(OLGA)
    assert not before.is_signed_in() and agent.is_signed_in()


# By a link


def test_a_link_works_once(launcher: Launcher) -> None:
    """A second use says so, and how to get another: a reload prints new links, and the old ones are worth nothing."""
    server = server_of(launcher, {"signInLinks": [link(ANNA), link(PIA)]})
    old = links(server)
    assert old.keys() == {ANNA, PIA}
    first, second = Browser(server), Browser(server)
    shown = first.press(old[ANNA])
    assert (shown.status, shown.headers["location"]) == (303, "/") and first.is_signed_in()
    again = second.press(old[ANNA])
    assert again.status == 410 and "has been used" in again.text and "SIGHUP" in again.text
    assert not again.cookies and not second.is_signed_in()
    server.signal(signal.SIGHUP)
    new = newer_links(server, old)
    assert second.go(old[PIA]).status == 404
    second.by_link(ANNA)
    assert second.is_signed_in() and first.is_signed_in()
    assert not [path for path in [*old.values(), *new.values()] if path.encode() in server.stderr.bytes], "links are in the log"


@pytest.mark.parametrize("method, headers", [("HEAD", {}), ("GET", {"Sec_Purpose": "prefetch"}), ("GET", {"Purpose": "prefetch"})])
def test_looking_ahead_uses_no_link_up(linked: Callcard, method: str, headers: dict[str, str]) -> None:
    """Browsers, mail and chat programs fetch what somebody might open: the link is still there for its person."""
    path = links(linked)["ahead@example.com"]
    ahead = Browser(linked)
    for _ in range(3):
        shown = ahead.go(path, method, **headers)
        assert shown.status == 200 and not shown.cookies and not ahead.is_signed_in()
    assert (b"ahead@example.com" in shown.body) == (method == "GET")


def test_nobody_else_presses_a_links_button(linked: Callcard) -> None:
    """CSRF: another site that has a link of its own can't sign people in as somebody else."""
    path = links(linked)["ahead@example.com"]
    for site, more in [("cross-site", {}), ("same-site", {}), ("none", {}), (None, {}), (None, {"Origin": "https://evil.example"})]:
        browser = Browser(linked)
        shown = browser.go(path, "POST", site=site, **more)
        assert shown.status == 403 and not shown.cookies and not browser.is_signed_in()
    assert browser.go(path).status == 200, "it was not used up"


@pytest.mark.parametrize("text", ["x", "0" * 64, "%00", "../../healthz"])
def test_a_link_of_somebody_elses_making(linked: Callcard, text: str) -> None:
    """It leads nowhere."""
    assert Browser(linked).go(f"/sign-in/link/{text}").status == 404


def test_without_links_there_are_none(server: Callcard) -> None:
    """Off unless the configuration names people."""
    assert not links(server) and Browser(server).go(f"/sign-in/link/{'0' * 64}").status == 404


ACCOUNT = {"issuer": "https://login.example", "clientId": "callcard", "role": "agent", "services": ["*"]}
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("beyond this machine", {"listen": "0.0.0.0:0", "pages": {"signInLinks": [link(ANNA)]}}, "loopback"),
    ("behind a proxy", {"pages": {"publicURL": PUBLIC, "signInLinks": [link(ANNA)]}}, "loopback"),
    ("a machine's role", {"pages": {"signInLinks": [link(ANNA, "sessionService")]}}, "agent"),
    ("a secret in plain sight", {"pages": {"signIn": ACCOUNT | {"clientSecret": "Plain-Text-Secret"}}}, "file"),
    ("no openid", {"pages": {"signIn": ACCOUNT | {"scopes": ["email"]}}}, "openid"),
    ("a path behind the host", {"pages": {"publicURL": "https://callcard.example/x"}}, "origin"),
    ("more than an origin", {"pages": {"frameAncestors": ["https://a.example; script-src *"]}}, "origin"),
    ("anybody at all", {"pages": {"frameAncestors": ["*"]}}, "origin"),
    ("a certificate that is not there", {"tls": {"certificate": "no.pem", "key": "no.pem"}}, "no such file"),
]


@pytest.mark.parametrize("row", REFUSED, ids=[name for name, _, _ in REFUSED])
def test_what_stops_the_start(launcher: Launcher, row: Any) -> None:
    """F11: at its line, with what to do, and without showing secrets."""
    _, config, words = row
    installation = launcher.installation()
    installation.config |= config
    installation.write()
    done = process.run("check", "--config", str(installation.config_path), folder=installation.folder)
    told = (done.stdout + done.stderr).decode()
    assert done.returncode == 78 and words in told and "callcard.yaml:" in told, told
    assert "Plain-Text-Secret" not in told


def test_team_and_browser_share_a_world(launcher: Launcher) -> None:
    """What a call does to Pia's list is there over the cookie as it is over her key."""
    installation = team.installation(launcher)
    installation.config["pages"] = {"signInLinks": [{"user": team.PIA, "role": "agent", "services": ["*"]}]}
    server = launcher.start(installation)
    browser = Browser(server)
    browser.by_link(team.PIA)
    call = team.call(server).queued()
    items = browser.go("/v1/users/me/interactions").json["items"]
    assert [entry["session"] for entry in items] == [call.session]
    assert items == team.desk(server).items()
