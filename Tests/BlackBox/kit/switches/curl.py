"""The requests of libcurl, byte for byte, as Asterisk's `CURL()` and FreeSWITCH's modules make them."""

from __future__ import annotations

import base64
import re
import socket
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class Reply:
    """What came back; status 0 where nothing did."""

    status: int
    text: str


def send(url: str, agent: str, form: str | None = None, credentials: str | None = None, timeout: float = 5) -> Reply:
    """GET, or POST of a form that is sent as it is. Credentials, `user:password`, may stand in the URL."""
    place = urlsplit(url)
    if credentials is None and place.username is not None:
        credentials = f"{unquote(place.username)}:{unquote(place.password or '')}"
    target = (place.path or "/") + (f"?{place.query}" if place.query else "")
    # Not a blank: curl refuses such an address.
    assert " " not in target, "a blank in an address"
    lines = [f"{'GET' if form is None else 'POST'} {target} HTTP/1.1", f"Host: {place.hostname}:{place.port}"]
    if credentials is not None:
        lines.append("Authorization: Basic " + base64.b64encode(credentials.encode()).decode())
    lines += [f"User-Agent: {agent}", "Accept: */*"]
    if form is not None:
        lines += [f"Content-Length: {len(form.encode())}", "Content-Type: application/x-www-form-urlencoded"]
    request = "\r\n".join(lines) + "\r\n\r\n" + (form or "")
    try:
        with socket.create_connection((place.hostname, place.port), timeout) as connection:
            connection.sendall(request.encode())
            return _read(connection)
    except OSError:
        return Reply(0, "")


def _read(connection: socket.socket) -> Reply:
    data = b""
    while b"\r\n\r\n" not in data:
        block = connection.recv(65_536)
        if not block:
            return Reply(0, "")
        data += block
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    assert length, "an answer without a length"
    while len(body) < int(length[1]):
        body += connection.recv(65_536)
    return Reply(int(head.split(b" ")[1]), body.decode())
