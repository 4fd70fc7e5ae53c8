"""S13, S14, S15 The map in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from browser import front
from browser.conftest import Opened
from kit import places, team
from kit.books import contact
from kit.numbers import ANNA
from kit.places import LONDON_IP
from kit.process import Callcard, Launcher
from kit.team import ALL_WIDGETS, PIA
from kit.waiting import until

RESIDENT = "+493023125151"


@dataclass
class Provider:
    """Somebody's maps: where they are, and what they were asked."""

    address: str = ""
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    """Path and referrer."""

    @property
    def template(self) -> str:
        """An owner's template that leads here."""
        return f"{self.address}/?q={{Place.Label}}&z={{Place.Zoom}}"


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider that lets itself be framed."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if "favicon" not in self.path:
                provider.asked.append((self.path, self.headers.get("referer")))
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!DOCTYPE html><title>Maps</title><p>A map.")

        def log_message(self, format: str, *arguments: object) -> None:
            """The tests look at `asked`."""

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{listener.server_port}"
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    yield provider
    listener.shutdown()
    listener.server_close()


def start(launcher: Launcher, provider: Provider, *, auto: bool) -> Callcard:
    """A server whose service shows maps of the provider; one caller has an address, Anna has none."""
    made = front.installation(launcher, widgets=ALL_WIDGETS | {"map": True}, map={"template": provider.template, "auto": auto})
    made.config["contexts"] = {"schemes": ["http"]}
    places.write_database(made.folder / "places.mmdb")
    made.config["map"] = {"database": "places.mmdb"}
    made.add_book(
        "addresses",
        [
            contact(
                "1", RESIDENT, firstName="Lina", lastName="Ort", addresses=[{"street": "Musterstraße 1", "city": "Dresden"}]
            )
        ],
    )
    made.services["support"]["connectors"].append("addresses")
    return launcher.start(made)


def test_S13_S15_nothing_is_sent_unasked(launcher: Launcher, opened: Opened, provider: Provider) -> None:
    """S13, S15: the place in words, how sure it is, and a link; the provider hears of it only after a click, and not from where."""
    call = team.call(server := start(launcher, provider, auto=False), number=RESIDENT).queued().offered(PIA)
    page = opened(server).select(call)
    page.says(".map-card", "Musterstraße 1, Dresden", "exact address", "Open the map")
    assert not page.css_all(".map-card iframe")
    link = page.css(".map-card a")
    path = "/?q=Musterstra%C3%9Fe%201%2C%20Dresden&z=17"
    assert link.get_attribute("href") == provider.address + path
    assert link.get_attribute("rel") == "noopener noreferrer" and link.get_attribute("target") == "_blank"
    assert provider.asked == []
    link.click()
    until(lambda: provider.asked, "the provider is asked")
    assert provider.asked == [(path, None)]


def test_S14_S15_surer_while_the_page_is_open(launcher: Launcher, opened: Opened, provider: Provider) -> None:
    """S14, S15, S22: by the number, then by the internet address, then by the address that a flow brings; without reload."""
    server = start(launcher, provider, auto=False)
    call = team.call(server, number=ANNA).queued().offered(PIA)
    page = opened(server).select(call)
    page.says(".map-card", "Berlin, Germany", "by the number")
    call.accepted(PIA, caller={"number": ANNA, "ip": LONDON_IP})
    page.says(".map-card", "London, England, United Kingdom", "by internet address")
    flow = server.client(server.installation.keys.flow)
    said = flow.request("PUT", f"/v1/tasks/{call.session}", {"customer": {"city": "Dresden", "country": "Germany"}})
    assert said.status == 200
    page.says(".map-card", "Dresden, Germany", "city")


def test_S13_drawn_where_the_owner_wants_it(launcher: Launcher, opened: Opened, provider: Provider) -> None:
    """S13: with `auto` the map is in the page, without a click, shut in its frame; the provider isn't told where the frame is."""
    server = start(launcher, provider, auto=True)
    call = team.call(server, number=RESIDENT).queued().offered(PIA)
    page = opened(server)
    page.console()
    page.select(call).says(".map-card", "Musterstraße 1, Dresden", "Open the map")
    until(lambda: provider.asked, "the frame is loaded")
    assert provider.asked == [("/?q=Musterstra%C3%9Fe%201%2C%20Dresden&z=17", None)]
    frame = page.css(".map-card iframe")
    assert frame.get_attribute("referrerpolicy") == "no-referrer" and frame.get_attribute("title")
    assert "allow-top-navigation" not in frame.get_attribute("sandbox")
    call.accepted(PIA)
    page.says(".status", "Connected")
    assert len(provider.asked) == 1, "a change of state draws nothing anew"
    assert page.console() == []


def test_S13_no_map_without_a_place(launcher: Launcher, opened: Opened, provider: Provider) -> None:
    """S13: a withheld number has no place, so there is no map; after the call of somebody with one, too."""
    server = start(launcher, provider, auto=True)
    placed, withheld = team.call(server, number=RESIDENT).queued(), team.call(server, number="anonymous").queued()
    page = opened(server)
    page.select(placed).says(".map-card", "Dresden")
    page.select(withheld).says("#detail-title", "Anonymous")
    page.silent(".map-card")


@pytest.mark.parametrize("auto", [False, True])
def test_frames_are_let_in_only_where_drawn(launcher: Launcher, opened: Opened, provider: Provider, auto: bool) -> None:
    """The page's policy names the provider exactly where maps are drawn unasked."""
    server = start(launcher, provider, auto=auto)
    page = opened(server)
    policy = page.driver.execute_async_script(
        "const done = arguments[0]; fetch('/').then((shown) => done(shown.headers.get('content-security-policy')))")
    assert (f"frame-src {provider.address};" in policy) == auto and ("frame-src" in policy) == auto
