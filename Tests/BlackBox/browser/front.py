"""The pages for one signed-in user: their files from the sources, all else from a running server."""

from __future__ import annotations

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from kit.contract import REPOSITORY
from kit.keys import Key
from kit.process import Callcard

ASSETS = REPOSITORY / "Sources" / "CallcardServer" / "Pages" / "Assets"
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; frame-src "
)
"""What the pages must do with."""
PASSED = {"content-type", "accept", "last-event-id", "if-match"}


class Front:
    """Listens on a port of its own until `close()`."""

    def __init__(self, server: Callcard, key: Key, frames: str = "'none'") -> None:
        self.server, self.key, self.frames = server, key, frames
        self.is_signed_in = True
        self.asked: list[str] = []
        """Method and path of each request, in order."""
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
    def address(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self._listener.server_port}"

    def close(self) -> None:
        """Stops listening."""
        self._listener.shutdown()
        self._listener.server_close()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """A file of the pages, or what the server says."""
        path = urlsplit(handler.path).path
        if path.startswith("/v1/"):
            return self._forward(handler)
        file = self._file(path)
        if file is None or not file.is_file():
            handler.send_error(404)
            return None
        body = file.read_bytes()
        handler.send_response(200)
        handler.send_header("content-type", TYPES[file.suffix])
        handler.send_header("content-length", str(len(body)))
        handler.send_header("content-security-policy", POLICY + self.frames)
        handler.send_header("referrer-policy", "no-referrer")
        handler.send_header("cross-origin-opener-policy", "same-origin")
        handler.end_headers()
        handler.wfile.write(body)
        return None

    @staticmethod
    def _file(path: str) -> Path | None:
        if path.startswith("/assets/"):
            return ASSETS / Path(path).name
        if path.startswith("/services/") and path.endswith("/settings"):
            return ASSETS / "settings.html"
        return {"/": ASSETS / "my-sessions.html", "/try": ASSETS / "try.html"}.get(path)

    def _forward(self, handler: BaseHTTPRequestHandler) -> None:
        headers = {name: value for name, value in handler.headers.items() if name.lower() in PASSED}
        if self.is_signed_in:
            headers["authorization"] = f"Bearer {self.key.token}"
        body = handler.rfile.read(int(handler.headers.get("content-length", 0)))
        upstream = http.client.HTTPConnection(self.server.host, self.server.port, timeout=60)
        handler.close_connection = True
        try:
            upstream.request(handler.command, handler.path, body or None, headers)
            answer = upstream.getresponse()
        except OSError:
            return
        handler.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"transfer-encoding", "connection", "content-length", "date", "server"}:
                handler.send_header(name, value)
        handler.send_header("connection", "close")
        handler.end_headers()
        try:
            while block := answer.read1(65_536):
                handler.wfile.write(block)
        finally:
            upstream.close()
