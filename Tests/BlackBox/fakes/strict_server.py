"""What the fake CRMs share: a JSON server on a thread a connection, and the command line that starts one as a process."""

from __future__ import annotations

import argparse
import json
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Callable
from urllib.parse import parse_qsl, urlsplit

Reply = tuple[int, Any]
"""A status and what to send as JSON; `None` sends no body."""


class Refusal(Exception):
    """Ends a request with an answer that is not the one asked for."""

    def __init__(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.status, self.body, self.headers = status, body, headers or {}


class Request:
    """A request whose body has been read."""

    def __init__(self, method: str, target: str, headers: dict[str, str], body: bytes) -> None:
        parts = urlsplit(target)
        self.method, self.path, self.headers, self.body = method, parts.path, headers, body
        self.query = parse_qsl(parts.query, keep_blank_values=True)

    def header(self, name: str) -> str:
        """The value of a header, empty where there is none; `name` in lower case."""
        return self.headers.get(name, "")


class StrictServer:
    """Answers requests with what `answer` makes of them. Use it as a context manager, or start it as a process."""

    def __init__(self, answer: Callable[[Request], Reply], tls: ssl.SSLContext | None = None, port: int = 0) -> None:
        self.requests = 0
        """Requests so far."""
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                owner.requests += 1
                length = self.headers.get("Content-Length", "0")
                body = self.rfile.read(int(length)) if length.isdigit() and int(length) <= 1 << 20 else b""
                headers = {name.lower(): value for name, value in self.headers.items()}
                try:
                    status, reply = answer(Request(self.command, self.path, headers, body))
                    more: dict[str, str] = {}
                except Refusal as refusal:
                    status, reply, more = refusal.status, refusal.body, refusal.headers
                self.reply(status, reply, more)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

            def reply(self, status: int, reply: Any, headers: dict[str, str]) -> None:
                data = b"" if reply is None else json.dumps(reply, ensure_ascii=False).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json; charset=utf-8")
                self.send_header("Content-Length", str(len(data)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Nothing: numbers of callers are in the requests."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._server.server_address[1]

    def __enter__(self) -> "StrictServer":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def serve(self) -> None:
        """Prints the port and answers until the process is ended."""
        print(self.port, flush=True)
        self._server.serve_forever()


def options(description: str) -> argparse.ArgumentParser:
    """The options that every fake has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one; printed as the first line of the output")
    parser.add_argument("--token", default="fiction-token", help="the one that is let in")
    parser.add_argument("--weak-token", default="weak-token", help="a valid one that lacks the right to search")
    parser.add_argument("--cert", type=Path, help="PEM file; with it TLS is spoken")
    parser.add_argument("--key", type=Path, help="PEM file of the certificate's key")
    return parser


def tls_context(cert: Path | None, key: Path | None) -> ssl.SSLContext | None:
    """The TLS side of `--cert` and `--key`."""
    if cert is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


def run(answer: Callable[[Request], Reply], chosen: argparse.Namespace) -> None:
    """Serves until the process is ended."""
    try:
        StrictServer(answer, tls_context(chosen.cert, chosen.key), chosen.port).serve()
    except KeyboardInterrupt:
        sys.exit(0)
