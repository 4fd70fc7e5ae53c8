"""What stands between a browser and the server: it hands on everything as it is, and notes what was asked for."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.by import By

from kit import team
from kit.browser import links
from kit.installation import Installation
from kit.keys import Key
from kit.process import Callcard, Launcher
from kit.waiting import until

OWN = {"transfer-encoding", "connection", "keep-alive", "content-length", "date", "server"}
"""Headers that are each connection's own."""


def installation(launcher: Launcher, *users: str, **more: Any) -> Installation:
    """A team whose people sign in by links that the server prints."""
    return team.sign_in_by_links(team.installation(launcher, *users, **more))


class Front:
    """One user's way to the pages, under a host name of their own, so that each keeps their own cookie. It outlives a restart of the
    server, whose port changes. Listens until `close()`."""

    def __init__(self, server: Callcard, key: Key) -> None:
        self.server, self.key = server, key
        self.hands_on_cookies = True
        self.has_key = False
        """Whether the user's key is added, for visits that a restart has ended."""
        self.asked: list[str] = []
        """Method and path of each request, in order."""
        self.held: dict[str, threading.Event] = {}
        """What the server answers to such a method and path is handed on only after that."""
        self.lost: set[str] = set()
        """The next request with such a method and path is not answered, and is taken out of here."""
        self._signed_in: set[webdriver.Chrome] = set()
        self._is_cut = False
        self._lines: set[socket.socket] = set()
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                front.asked.append(f"{self.command} {self.path}")
                front.answer(self)

            do_GET = do_POST = do_PUT = answer

            def log_message(self, format: str, *arguments: object) -> None:
                """The tests speak for themselves."""

        class Listener(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, address: object) -> None:
                """A browser that goes away in the middle of a stream is no news."""

        self._listener = Listener(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._listener.serve_forever, daemon=True).start()

    @property
    def user(self) -> str:
        """Whose it is."""
        assert self.key.user is not None
        return self.key.user

    @property
    def address(self) -> str:
        """Where the pages are."""
        return f"http://{self.user.partition('@')[0]}.localhost:{self._listener.server_port}"

    def sign_in(self, driver: webdriver.Chrome) -> None:
        """Follows the user's one-time link, once for each browser."""
        if driver not in self._signed_in:
            self._signed_in.add(driver)
            driver.get(self.address + links(self.server)[self.user])
            driver.find_element(By.CSS_SELECTOR, "form button").click()
            # A click does not wait for what it leads to; going elsewhere at once would call it off, and nobody would be signed in.
            until(lambda: "/sign-in" not in driver.current_url, f"{self.user} is signed in", seconds=20)

    def cut(self) -> None:
        """Cuts all lines to the server, and lets nobody have a new one."""
        self._is_cut = True
        for line in list(self._lines):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Whoever asks again is answered again."""
        self._is_cut = False

    def close(self) -> None:
        """Stops listening."""
        self._listener.shutdown()
        self._listener.server_close()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """What the server says."""
        headers = {name: value for name, value in handler.headers.items() if name.lower() not in OWN}
        if not self.hands_on_cookies:
            headers.pop("Cookie", None)
        if self.has_key:
            headers["Authorization"] = f"Bearer {self.key.token}"
        if handler.path.startswith("/sign-in/link/"):
            # Links are for this machine only, and the user's own host name is no name of it.
            headers["Host"] = "localhost"
        body = handler.rfile.read(int(handler.headers.get("content-length", 0)))
        upstream = http.client.HTTPConnection(self.server.host, self.server.port, timeout=60)
        handler.close_connection = True
        if self._is_cut:
            return
        if (asked := f"{handler.command} {handler.path}") in self.lost:
            self.lost.discard(asked)
            return
        try:
            upstream.connect()
            line = upstream.sock
            self._lines.add(line)
            upstream.request(handler.command, handler.path, body or None, headers)
            answer = upstream.getresponse()
        except OSError:
            return
        if held := self.held.get(f"{handler.command} {handler.path}"):
            held.wait(timeout=60)
        handler.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in OWN:
                handler.send_header(name, value)
        handler.send_header("connection", "close")
        handler.end_headers()
        try:
            while block := answer.read1(65_536):
                handler.wfile.write(block)
        finally:
            self._lines.discard(line)
            upstream.close()
