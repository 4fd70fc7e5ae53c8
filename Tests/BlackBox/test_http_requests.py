"""B11, X18 What is a request by RFC 9110 and RFC 9112, byte by byte: the rest is refused, and the connection ends."""

from __future__ import annotations

import re

import pytest

from kit.process import Callcard, Launcher
from kit.wire import GET, Wire, said_to

A = b"GET /healthz HTTP/1.1\r\n"
HOST = b"Host: localhost\r\n"
POST = b"POST /v1/lookups HTTP/1.1\r\nHost: localhost\r\n"
END = b"\r\n"
REFUSED: dict[str, tuple[int, bytes]] = {
    # RFC 9112, 3.2
    "no host": (400, A + END),
    "two hosts": (400, A + HOST + b"Host: callcard.example\r\n\r\n"),
    "the same host twice": (400, A + HOST + HOST + END),
    "two hosts, version 1.0": (400, b"GET /healthz HTTP/1.0\r\n" + HOST + HOST + END),
    "an empty host": (400, A + b"Host:\r\n\r\n"),
    "a host of blanks": (400, A + b"Host: \t \r\n\r\n"),
    "a host with a blank": (400, A + b"Host: a b\r\n\r\n"),
    "a list of hosts": (400, A + b"Host: localhost, callcard.example\r\n\r\n"),
    "a host with a path": (400, A + b"Host: localhost/healthz\r\n\r\n"),
    "a host with a user": (400, A + b"Host: user@localhost\r\n\r\n"),
    "a host with a scheme": (400, A + b"Host: http://localhost\r\n\r\n"),
    "a host in UTF-8": (400, A + "Host: bücher.example\r\n\r\n".encode()),
    "a host with half an escape": (400, A + b"Host: a%2\r\n\r\n"),
    "a port in words": (400, A + b"Host: localhost:http\r\n\r\n"),
    "a port too large": (400, A + b"Host: localhost:65536\r\n\r\n"),
    "two ports": (400, A + b"Host: localhost:80:80\r\n\r\n"),
    "a port alone": (400, A + b"Host: :80\r\n\r\n"),
    "IPv6 without brackets": (400, A + b"Host: ::1\r\n\r\n"),
    "brackets without an end": (400, A + b"Host: [::1\r\n\r\n"),
    "no IPv6 in brackets": (400, A + b"Host: [localhost]\r\n\r\n"),
    "a whole URL and no host": (400, b"GET http://localhost/healthz HTTP/1.1\r\n\r\n"),
    # RFC 9112, 3.2 and RFC 9110, 4.2.4
    "a target without a slash": (400, b"GET healthz HTTP/1.1\r\n" + HOST + END),
    "another scheme": (400, b"GET ftp://localhost/healthz HTTP/1.1\r\n" + HOST + END),
    "a URL with a user": (400, b"GET http://user:secret@localhost/healthz HTTP/1.1\r\n" + HOST + END),
    "a URL without a host": (400, b"GET http:///healthz HTTP/1.1\r\n" + HOST + END),
    "a star of GET": (400, b"GET * HTTP/1.1\r\n" + HOST + END),
    "a fragment": (400, b"GET /healthz#part HTTP/1.1\r\n" + HOST + END),
    "a target in UTF-8": (400, "GET /healthé HTTP/1.1\r\n".encode() + HOST + END),
    "a backslash": (400, b"GET /\\healthz HTTP/1.1\r\n" + HOST + END),
    "a target with a blank": (400, b"GET /health z HTTP/1.1\r\n" + HOST + END),
    "a tunnel": (501, b"CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n"),
    "a target of 9,000 bytes": (414, b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\n" + HOST + END),
    "a target of 100,000 bytes": (414, b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n" + HOST + END),
    "a query of 100,000 bytes": (414, b"GET /healthz?" + b"a" * 100_000 + b" HTTP/1.1\r\n" + HOST + END),
    # RFC 9110, 9.1 and 15.6.2
    "a method of nobody": (501, b"BREW /pot HTTP/1.1\r\n" + HOST + END),
    "a method in lower case": (501, b"get /healthz HTTP/1.1\r\n" + HOST + END),
    "no token for a method": (400, b"G(T /healthz HTTP/1.1\r\n" + HOST + END),
    # RFC 9110, 2.5 and 15.6.6
    "version 2": (505, b"GET /healthz HTTP/2.0\r\n" + HOST + END),
    "the preface of version 2": (505, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "version 3": (505, b"GET /healthz HTTP/3.0\r\n" + HOST + END),
    "no version": (400, b"GET /healthz\r\n" + HOST + END),
    "a version in words": (400, b"GET /healthz HTTP/one\r\n" + HOST + END),
    "another protocol": (400, b"GET /healthz HTTPS/1.1\r\n" + HOST + END),
    # RFC 9112, 5
    "a blank before the colon": (400, A + b"Host : localhost\r\n\r\n"),
    "a folded line": (400, A + HOST + b"X-Folded: b\r\n c\r\n\r\n"),
    "a folded host": (400, A + b"Host:\r\n localhost\r\n\r\n"),
    "a blank before the first line": (400, A + b" Host: localhost\r\n\r\n"),
    "a line without a colon": (400, A + HOST + b"X-None\r\n\r\n"),
    "a field without a name": (400, A + HOST + b": x\r\n\r\n"),
    "a name that is no token": (400, A + HOST + b"X(A): x\r\n\r\n"),
    "NUL in a value": (400, A + HOST + b"X-A: a\0b\r\n\r\n"),
    "NUL in a name": (400, A + HOST + b"X\0A: ab\r\n\r\n"),
    "a bare CR in a value": (400, A + HOST + b"X-A: a\rb\r\n\r\n"),
    "bare LFs": (400, b"GET /healthz HTTP/1.1\nHost: localhost\n\n"),
    "one bare LF": (400, A + HOST + b"X-A: a\nX-B: b\r\n\r\n"),
    "a header field of 100,000 bytes": (431, A + HOST + b"X-A: " + b"a" * 100_000 + b"\r\n\r\n"),
    "1,000 header fields": (431, A + HOST + b"".join(b"X-%d: a\r\n" % n for n in range(1_000)) + END),
    # RFC 9112, 6
    "a length and chunks": (400, POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    "chunks and a length": (400, POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
    "two lengths": (400, POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
    "a list of lengths": (400, POST + b"Content-Length: 2, 3\r\n\r\n{}"),
    "a length with a sign": (400, POST + b"Content-Length: +2\r\n\r\n{}"),
    "a negative length": (400, POST + b"Content-Length: -2\r\n\r\n{}"),
    "a length in hexadecimal": (400, POST + b"Content-Length: 0x2\r\n\r\n{}"),
    "two numbers for a length": (400, POST + b"Content-Length: 2 2\r\n\r\n{}"),
    "a length of 30 digits": (400, POST + b"Content-Length: 999999999999999999999999999999\r\n\r\n{}"),
    "a coding with a blank before its colon": (400, POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
    "chunks twice": (400, POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
    "chunks in two fields": (400, POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    "chunks before another coding": (400, POST + b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
    "another coding": (400, POST + b"Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n"),
    "identity": (400, POST + b"Transfer-Encoding: identity\r\n\r\n"),
    "almost chunked": (400, POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    "chunked behind a vertical tab": (400, POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n"),
    "another coding before chunks": (501, POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
    "chunks of version 1.0": (400, POST.replace(b"/1.1", b"/1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    # RFC 9110, 10.1.1
    "another expectation": (417, POST + b"Expect: more\r\nContent-Length: 2\r\n\r\n{}"),
    "one more expectation": (417, POST + b"Expect: 100-continue, more\r\nContent-Length: 2\r\n\r\n{}"),
    "TLS": (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 100),
}
"""What is no request, or none that can be answered, and its status."""
ACCEPTED: dict[str, bytes] = {
    "an address": A + b"Host: 127.0.0.1\r\n\r\n",
    "an address of IPv6": A + b"Host: [::1]:8080\r\n\r\n",
    "an empty port": A + b"Host: localhost:\r\n\r\n",
    "a name in any case": A + b"hOsT: LocalHost\r\n\r\n",
    "a name with an escape": A + b"Host: local%68ost\r\n\r\n",
    "no blank behind the colon": A + b"Host:localhost\r\n\r\n",
    "blanks around a value": A + b"Host: \t localhost \t \r\n\r\n",
    "a whole URL": b"GET http://localhost/healthz HTTP/1.1\r\n" + HOST + END,
    "a whole URL of another host": b"GET http://callcard.example:80/healthz?a=b HTTP/1.1\r\n" + HOST + END,
    "a whole URL of https": b"GET HTTPS://localhost/healthz HTTP/1.1\r\n" + HOST + END,
    "an empty line before": b"\r\n" + A + HOST + END,
    "empty lines before": b"\r\n\r\n\r\n" + A + HOST + END,
    "bytes beyond ASCII in a value": A + HOST + b"X-A: \xe9\xff\r\n\r\n",
    "an empty value": A + HOST + b"X-A:\r\n\r\n",
    "a length of nothing": A + HOST + b"Content-Length: 0\r\n\r\n",
    "a body of GET": A + HOST + b"Content-Length: 2\r\n\r\n{}",
    "chunks of GET": A + HOST + b"Transfer-Encoding: Chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "extensions of chunks": A + HOST + b'Transfer-Encoding: chunked\r\n\r\n2;a=b;c="d"\r\n{}\r\n0;e\r\n\r\n',
    "trailers": A + HOST + b"Transfer-Encoding: chunked\r\nTrailer: Host\r\n\r\n2\r\n{}\r\n0\r\nHost: evil.example\r\n\r\n",
    "a chunk's size with zeros": A + HOST + b"Transfer-Encoding: chunked\r\n\r\n002\r\n{}\r\n000\r\n\r\n",
    "an expectation without a body": A + HOST + b"Expect: 100-continue\r\n\r\n",
    "a target of 8,000 bytes": b"GET /healthz?" + b"a" * 7_900 + b" HTTP/1.1\r\n" + HOST + END,
    "a header field of 60,000 bytes": A + HOST + b"X-A: " + b"a" * 60_000 + b"\r\n\r\n",
    "what clients leave as it is": b"GET /healthz?a[0]={b}|c^`%zz HTTP/1.1\r\n" + HOST + END,
    "200 header fields": A + HOST + b"".join(b"X-%d: a\r\n" % n for n in range(200)) + END,
}
"""Requests by the letter, however odd; each leaves the connection open."""
CODES = {
    400: "malformedRequest",
    414: "uriTooLong",
    417: "expectationFailed",
    431: "headTooLarge",
    501: "notImplemented",
    505: "versionNotSupported",
}


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """One server for all."""
    installation = module_launcher.installation()
    installation.add_support()
    return module_launcher.start(installation)


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_request(server: Callcard, kind: str) -> None:
    """One problem, and the end of the connection; what comes behind it is not read."""
    status, sent = REFUSED[kind]
    heard = said_to(server, sent + GET)
    assert heard.statuses == [status] and heard.is_closed
    answer = heard.answers[0]
    assert answer["connection"] == "close" and answer["content-type"] == "application/problem+json"
    assert answer["cache-control"] == "no-store" and answer["x-content-type-options"] == "nosniff"
    assert re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", answer["date"] or "")
    assert (answer.json["status"], answer.json["code"]) == (status, CODES[status])
    assert not {"evil", "secret", "bücher", "user"} & set(re.findall(r"\w+", answer.body.decode()))
    assert server.anonymous().get("/healthz").status == 200


@pytest.mark.parametrize("kind", [kind for kind in REFUSED if kind != "TLS"])
def test_what_is_no_request_in_pieces(server: Callcard, kind: str) -> None:
    """The same where the first bytes come one by one."""
    status, sent = REFUSED[kind]
    wire = Wire(server)
    for position in range(12):
        wire.send(sent[position : position + 1])
    heard = wire.send(sent[12:]).hear()
    wire.close()
    assert heard.statuses == [status] and heard.is_closed


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_request_behind_one(server: Callcard, kind: str) -> None:
    """Requests before it are answered first; where its first line can't be told from what came before, the status is less exact."""
    status, sent = REFUSED[kind]
    heard = said_to(server, GET + GET + sent + GET)
    assert heard.statuses[:2] == [200, 200] and len(heard.statuses) == 3 and heard.is_closed
    assert heard.statuses[2] == status or (status in (414, 431, 501, 505) and heard.statuses[2] in (400, 414, 431))


@pytest.mark.parametrize("kind", ACCEPTED)
def test_odd_requests(server: Callcard, kind: str) -> None:
    """200, twice on one connection, and the next request is read at its first byte."""
    heard = said_to(server, ACCEPTED[kind] * 2 + GET, seconds=0.5)
    assert heard.statuses == [200, 200, 200] and not heard.is_closed


def test_the_whole_server(server: Callcard) -> None:
    """RFC 9110, 9.3.7: OPTIONS of `*` asks whether there is a server."""
    heard = said_to(server, b"OPTIONS * HTTP/1.1\r\n" + HOST + END + GET, seconds=0.5)
    assert heard.statuses == [204, 200]
    assert heard.answers[0]["allow"] == "DELETE, GET, HEAD, OPTIONS, POST, PUT" and heard.answers[0]["content-length"] is None


@pytest.mark.parametrize("method", [b"TRACE", b"PATCH", b"PROPFIND", b"OPTIONS", b"DELETE"])
@pytest.mark.parametrize(
    "path, allow",
    [
        (b"/healthz", "GET, HEAD"),
        (b"/v1/lookups", "POST"),
        (b"/v1/sessions/c-1/context", "GET, HEAD"),
        (b"/v1/users/me/active-services", "GET, HEAD, PUT"),
    ],
)
def test_methods_that_a_path_has_not(server: Callcard, method: bytes, path: bytes, allow: str) -> None:
    """RFC 9110, 15.5.6: 405 says which it has; TRACE gives nothing back."""
    heard = said_to(server, method + b" " + path + b" HTTP/1.1\r\n" + HOST + b"X-Secret: swordfish\r\n\r\n" + GET, seconds=0.5)
    assert heard.statuses == [405, 200] and heard.answers[0]["allow"] == allow
    assert b"swordfish" not in heard.bytes


@pytest.mark.parametrize(
    "path",
    [
        "//healthz",
        "/healthz/",
        "/v1//lookups",
        "//v1/users/me/active-services",
        "/v1//users/me/active-services",
        "/v1/users//active-services",
        "/v1/users/me//active-services",
        "/v1/users/me/active-services/",
        "/v1/users%2Fme/active-services",
        "/v1/users/me%2Factive-services",
        "/v1/../healthz",
        "/./healthz",
    ],
)
def test_paths_are_what_they_say(server: Callcard, path: str) -> None:
    """An empty part is a part, and `%2F` is no slash: what a proxy refuses by its path can't be had by another writing."""
    key = server.installation.keys.agent.token.encode()
    head = b" HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + key + b"\r\n\r\n"
    assert said_to(server, b"GET " + path.encode() + head + GET, seconds=0.5).statuses == [404, 200]
    assert said_to(server, b"GET /v1/users/me/active-services" + head, seconds=0.5).statuses == [200]
