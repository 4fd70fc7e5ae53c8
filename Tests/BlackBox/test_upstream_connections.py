"""A: connections that come to nothing: closed ports, black holes, names, private addresses, certificates."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from fakes import faults
from fakes.certificates import Certificates
from fakes.upstream import TOKEN, FullBacklog, Upstream, closed_port, record
from kit.books import anna
from kit.client import outcome
from kit.numbers import ANNA, Numbers
from kit.process import Callcard, Launcher
from kit.upstreams import sockets_to
from kit.waiting import until


def test_a7_a8_hung_connections_are_closed(launcher: Launcher, upstream: Upstream) -> None:
    """A7, A8: when a connector's time is over its socket goes too."""
    client, fresh = alone(launcher, upstream.url).client(), Numbers()
    for fault in (faults.silence, faults.hang_in_headers, faults.hang_in_body):
        upstream.fault = fault
        answer = client.lookup(fresh(), service="support", deadlineMs=100)
        assert outcome(answer, "crm") == "timeout"
    assert upstream.count() == 3
    until(lambda: upstream.open_connections == 0, "all hung connections closed", seconds=4)


def alone(launcher: Launcher, url: str, **more: Any) -> Callcard:
    """A server with one connector `crm` behind a book."""
    installation = launcher.installation()
    installation.add_book("contacts", [anna()])
    installation.add_connector("crm", url, TOKEN, **more)
    installation.add_service("support", ["contacts", "crm"])
    return launcher.start(installation)


def test_a1_connection_refused(launcher: Launcher) -> None:
    """A1: nobody listens there."""
    client = alone(launcher, f"http://127.0.0.1:{closed_port()}").client()
    answer = client.timed_lookup("+493023125200")
    assert (answer.json["status"], outcome(answer.json, "crm")) == ("partial", "connectError") and answer.elapsed < 1
    assert client.lookup(ANNA)["caller"]["displayName"] == "Anna Meier"


def test_a2_black_hole(launcher: Launcher) -> None:
    """A2: a handshake that never ends is cut after 500 ms, long before the total."""
    with FullBacklog() as hole:
        server = alone(launcher, hole.url)
        answer = server.client().timed_lookup("+493023125200", deadlineMs=5_000)
        assert outcome(answer.json, "crm") == "timeout"
        assert 0.4 < answer.elapsed < 1.4
        until(lambda: sockets_to(server, hole.port) == 0, "the socket is closed")


def test_a3_no_such_name(launcher: Launcher) -> None:
    """A3: NXDOMAIN. `.invalid` is no name anywhere (RFC 6761)."""
    started = time.monotonic()
    with pytest.raises(socket.gaierror) as refused:
        socket.getaddrinfo("crm.invalid", 443)
    if time.monotonic() - started > 0.4:
        pytest.skip(f"this machine's resolver needs {time.monotonic() - started:.1f} s to say no ({refused.value.errno})")
    answer = alone(launcher, "https://crm.invalid").client().timed_lookup("+493023125200", deadlineMs=3_000)
    assert outcome(answer.json, "crm") == "dnsError"


PLAIN = ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"]
ODD = ["127.1", "2130706433", "0x7f.1", "127.0.0.1."]
"""Writings that some resolvers take for the same address, and others for a name."""


@pytest.mark.parametrize("host", PLAIN + ODD)
def test_a5_private_addresses_need_permission(launcher: Launcher, upstream: Upstream, host: str) -> None:
    """A5: without `allow`, every writing of a loopback address is refused before a packet is sent."""
    installation = launcher.installation()
    installation.add_connector("crm", f"http://{host}:{upstream.port}", TOKEN, allow=[])
    installation.add_service("support", ["crm"])
    answer = launcher.start(installation).client().lookup("+493023125200")
    assert outcome(answer, "crm") == ("blockedDestination" if host in PLAIN else "internal")
    assert upstream.connections == 0


@pytest.mark.parametrize("kind", ["good", "expired", "wrong_host", "self_signed", "unknown_authority", "old_protocol"])
def test_a6_certificates(launcher: Launcher, certificates: Certificates, kind: str) -> None:
    """A6: only a certificate for this host by a trusted authority is believed; the token is never sent to anybody else."""
    make: Callable[[], Any] = getattr(certificates, kind)
    try:
        context = make()
    except (ValueError, OSError) as error:
        pytest.skip(f"this Python's OpenSSL can't play that server: {error}")
    with Upstream(tls=context) as upstream:
        upstream.know(record("+493023125200", "Good", "Certificate"))
        server = alone(launcher, upstream.url, authorities=str(certificates.authorities))
        answer = server.client().lookup("+493023125200")
        assert outcome(answer, "crm") == ("hit" if kind == "good" else "tlsError")
        assert upstream.count() == (1 if kind == "good" else 0)
        assert not re.search(r"CERTIFICATE|trustme|subject|issuer", server.said()), "the log shows a certificate"


def test_a6_no_authority_by_chance(launcher: Launcher, certificates: Certificates) -> None:
    """A6: without `authorities` only the system's count."""
    with Upstream(tls=certificates.good()) as upstream:
        assert outcome(alone(launcher, upstream.url).client().lookup("+493023125200"), "crm") == "tlsError"


def test_a6_broken_handshake(launcher: Launcher) -> None:
    """A6: a server that speaks plainly, or breaks off, where TLS was meant: `tlsError`, and never a plain request."""
    for said in (b'HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{"contacts":[]}', b"\x16\x03\x03\x00\x50\x02\x00"):
        with PlainSpeaker(said) as speaker:
            answer = alone(launcher, f"https://127.0.0.1:{speaker.port}").client().lookup("+493023125200")
            assert outcome(answer, "crm") == "tlsError"
            assert b"GET" not in speaker.heard and TOKEN.encode() not in speaker.heard


class PlainSpeaker:
    """Answers whatever comes with the same bytes, then closes."""

    def __init__(self, said: bytes) -> None:
        self._said = said
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.heard = b""

    def __enter__(self) -> PlainSpeaker:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
                with connection:
                    self.heard += connection.recv(65_536)
                    connection.sendall(self._said)
            except OSError:
                return
