"""Pages: what is served to whom, and what browsers are told to do with it."""

from __future__ import annotations

import re
import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme

from kit import contract
from kit.browser import Browser
from kit.contract import REPOSITORY
from kit.process import Callcard, Launcher
from kit.waiting import until

ASSETS = REPOSITORY / "Sources" / "BuiltInFiles" / "Pages"
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
PAGES = {"/": "my-sessions.html", "/services/support/settings": "settings.html", "/try": "try.html"}
ANNA = "anna@example.com"
LINKED = [{"user": ANNA, "role": "agent", "services": ["support"]}]
CONTEXTS = [
    {"name": "Inside", "template": "https://crm.example/search?phone={Caller.Number}", "opens": "embedded"},
    {"name": "Port", "template": "https://desk.example:8443/{Customer.Id}", "opens": "embedded"},
    {"name": "Beside", "template": "https://tickets.example/{Customer.Id}", "opens": "tab"},
]


def server_of(launcher: Launcher, pages: dict[str, Any] | None, **config: Any) -> Callcard:
    """A server with the service support and these pages."""
    installation = launcher.installation()
    installation.add_service("support", [], contexts=CONTEXTS)
    installation.config |= config
    if pages is not None:
        installation.config["pages"] = pages
    return launcher.start(installation)


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """A server with pages that Anna can sign in to by a link."""
    return server_of(module_launcher, {"signInLinks": [entry for entry in LINKED for _ in range(40)]})


@pytest.fixture(scope="module")
def anna(server: Callcard) -> Browser:
    """Anna's browser, signed in."""
    browser = Browser(server)
    browser.by_link(ANNA)
    return browser


def policy(headers: dict[str, str]) -> dict[str, list[str]]:
    """A content security policy by directive; none may come twice."""
    parts = [part.split() for part in headers["content-security-policy"].split(";")]
    found = {name: values for name, *values in parts}
    assert len(found) == len(parts)
    return found


@pytest.mark.parametrize("path", PAGES)
def test_a_page_may_load_ours_only(anna: Browser, path: str) -> None:
    """Its policy names nobody but ourselves, and whom services embed; no inline script or style, no eval, no plugins."""
    shown = anna.go(path)
    assert shown.status == 200 and shown.body == (ASSETS / PAGES[path]).read_bytes()
    assert policy(shown.headers) == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "connect-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "frame-src": ["https://crm.example", "https://desk.example:8443"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
    assert shown.headers["referrer-policy"] == "no-referrer" and shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["cross-origin-opener-policy"] == "same-origin"
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(shown.headers["permissions-policy"].split(", "))
    assert shown.headers["cache-control"] == "no-cache" and shown.headers["content-type"] == "text/html; charset=utf-8"
    assert "strict-transport-security" not in shown.headers, "nobody comes by TLS here"


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_no_inline_code(path: str) -> None:
    """What the policy forbids is not there: no script, style or handler in the source, nothing from elsewhere."""
    text = (ASSETS / PAGES[path]).read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|https?://", text)
    assert all(re.search(r"\ssrc=\"/assets/", tag) for tag in re.findall(r"<script[^>]*>", text))


def test_frames_follow_settings(launcher: Launcher) -> None:
    """A context that an owner embeds may be framed from the next page load on; one that leaves may not any more."""
    server = server_of(launcher, {"signInLinks": LINKED})
    browser = Browser(server)
    browser.by_link(ANNA)
    operator = server.operator()
    answer = operator.get("/v1/services/support/settings")
    changed = answer.json | {"contexts": [{"name": "New", "template": "https://new.example/{Customer.Id}", "opens": "embedded"}]}
    saved = operator.request("PUT", "/v1/services/support/settings", changed, headers={"If-Match": answer.headers["etag"]})
    assert saved.status == 200, saved.body
    assert policy(browser.go("/").headers)["frame-src"] == ["https://new.example"]


@pytest.mark.parametrize("path", PAGES)
def test_who_is_not_signed_in_is_sent_to_do_so(server: Callcard, path: str) -> None:
    """A page, its settings included, is shown to nobody else; the way back is remembered."""
    shown = Browser(server).go(path)
    assert shown.status == 303 and shown.headers["cache-control"] == "no-store"
    assert shown.headers["location"] == ("/sign-in" if path == "/" else f"/sign-in?to={path}")


@pytest.mark.parametrize("asset", sorted(path.name for path in ASSETS.iterdir() if path.suffix != ".html"))
def test_assets(server: Callcard, asset: str) -> None:
    """Every file of the folder is built in, byte for byte, with its type and a tag that says when it is another."""
    browser = Browser(server)
    shown = browser.go(f"/assets/{asset}")
    assert shown.status == 200, f"{asset} has no line in BuiltInFiles.swift"
    assert shown.body == (ASSETS / asset).read_bytes(), "the binary is older than the file"
    assert shown.headers["content-type"] == TYPES[Path(asset).suffix]
    assert shown.headers["cache-control"] == "no-cache" and shown.headers["x-content-type-options"] == "nosniff"
    assert policy(shown.headers) == {"default-src": ["'none'"], "frame-ancestors": ["'none'"]}
    tag = shown.headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', tag)
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = browser.go(f"/assets/{asset}", If_None_Match=known)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert browser.go(f"/assets/{asset}", If_None_Match='"other"').status == 200


@pytest.mark.parametrize("name", ["nothing.js", "my-sessions.html", "..%2FopenAPI.json", "%2e%2e%2fapi.js", "API.js"])
def test_no_such_asset(server: Callcard, name: str) -> None:
    """Pages are no assets, and names lead nowhere else."""
    shown = Browser(server).go(f"/assets/{name}")
    assert shown.status == 404 and "no such file" in shown.text


@pytest.mark.parametrize(
    "path, status", [("/healthz", 200), ("/openapi.json", 200), ("/v1/services", 401), ("/nowhere", 404), ("/v1/lookups", 405)]
)
def test_the_interface_is_no_document(server: Callcard, path: str, status: int) -> None:
    """Whatever the interface answers can't run, load or be framed."""
    answer = server.anonymous().get(path)
    assert answer.status == status
    assert policy(answer.headers) == {"default-src": ["'none'"], "frame-ancestors": ["'none'"]}
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/link/x", "/assets/nothing.js", "/sign-in/callback?state=x&code=y"])
def test_plain_pages_are_pages_too(server: Callcard, path: str) -> None:
    """What is said while people sign in has the same policy, a way on, and is kept by nobody."""
    shown = Browser(server).go(path)
    assert policy(shown.headers)["default-src"] == ["'none'"] and policy(shown.headers)["frame-ancestors"] == ["'none'"]
    assert shown.headers["referrer-policy"] == "no-referrer" and shown.headers["cache-control"] == "no-store"
    assert "<h1>" in shown.text and "<script" not in shown.text
    assert path == "/sign-in" or 'href="/' in shown.text.partition("<h1>")[2], "there is no way on"


def test_pages_are_not_in_the_document(server: Callcard) -> None:
    """The document describes the interface; pages, sign-in and assets are for people."""
    assert not [path for path in contract.DOCUMENT["paths"] if not re.match(r"/(v[12]/|healthz|readyz|metrics|openapi)", path)]


@pytest.mark.parametrize("path", [*PAGES, "/sign-in", "/assets/base.css"])
def test_without_pages_there_are_none(launcher: Launcher, path: str) -> None:
    """Who configures no pages has an interface only."""
    assert server_of(launcher, None).anonymous().get(path).code == "notFound"


def test_behind_a_proxy_with_tls(launcher: Launcher) -> None:
    """An https publicURL: browsers are told to come by TLS only, whatever they ask for."""
    server = server_of(launcher, {"publicURL": "https://callcard.example"})
    for path in ("/sign-in", "/healthz", "/assets/base.css", "/nowhere"):
        assert Browser(server).go(path).headers["strict-transport-security"] == "max-age=31536000", path


def test_framed_by_those_that_are_named(launcher: Launcher) -> None:
    """frameAncestors: these pages may have ours inside, and no others."""
    ancestors = ["https://teams.example", "https://*.office.example"]
    server = server_of(launcher, {"frameAncestors": ancestors, "signInLinks": LINKED})
    browser = Browser(server)
    browser.by_link(ANNA)
    for path in ("/", "/sign-in"):
        shown = browser.go(path) if path == "/" else Browser(server).go(path)
        assert policy(shown.headers)["frame-ancestors"] == ["'self'", *ancestors]
    assert policy(browser.go("/v1/users/me/interactions").headers)["frame-ancestors"] == ["'none'"]


@pytest.mark.parametrize("listen", ["0.0.0.0:0", "[::]:0"])
def test_beyond_this_machine_pages_want_tls(launcher: Launcher, listen: str) -> None:
    """Without TLS anywhere pages are off, a line says why and what to do, and the interface works."""
    server = server_of(launcher, {"idle": "1h"}, listen=listen)
    server.host = "::1" if "[" in listen else "127.0.0.1"
    assert b"pages are off: beyond this machine they want TLS; set tls, or publicURL" in server.stderr.bytes
    assert server.anonymous().get("/sign-in").status == 404
    assert server.anonymous().get("/healthz").status == 200


def test_beyond_this_machine_behind_a_proxy(launcher: Launcher) -> None:
    """With an https publicURL they are on."""
    server = server_of(launcher, {"publicURL": "https://callcard.example"}, listen="0.0.0.0:0")
    server.host = "127.0.0.1"
    assert b"pages are off" not in server.stderr.bytes and Browser(server).go("/sign-in").status == 200


def test_tls_of_our_own(launcher: Launcher) -> None:
    """tls: pages beyond this machine, by TLS 1.2 or later only."""
    installation = launcher.installation()
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    installation.file("certificate.pem", b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    installation.file("key.pem", issued.private_key_pem.bytes(), mode=0o600)
    installation.config |= {"listen": "0.0.0.0:0", "pages": {"idle": "1h"}}
    installation.config["tls"] = {"certificate": "certificate.pem", "key": "key.pem"}
    server = launcher.spawn(installation)
    listening = re.compile(rb"^listening on https://0\.0\.0\.0:(\d+)$", re.MULTILINE)
    until(lambda: listening.search(server.stdout.bytes), "it listens", seconds=20)
    found = listening.search(server.stdout.bytes)
    assert found is not None
    server.host, server.port = "127.0.0.1", int(found[1])
    context = ssl.create_default_context()
    authority.configure_trust(context)
    shown = Browser(server, context).go("/sign-in")
    assert shown.status == 200 and shown.headers["strict-transport-security"] == "max-age=31536000"
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    assert Browser(server, context).go("/healthz").status == 200
