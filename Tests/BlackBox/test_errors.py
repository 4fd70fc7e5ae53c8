"""Errors of the contract's section 1: what each wrong request is told, and that nothing offending is repeated."""

from __future__ import annotations

import http.client
import json
import socket
from typing import Any

import pytest

from kit.client import Client
from kit.numbers import ANNA
from kit.process import Callcard, Launcher

LIMIT = 64 * 1024


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """One server for all."""
    installation = module_launcher.installation()
    installation.add_support()
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service, which has no rate limit."""
    return server.client()


def body_of(size: int) -> bytes:
    """A lookup of exactly `size` bytes."""
    frame = len(json.dumps({"number": ANNA, "session": ""}))
    return json.dumps({"number": ANNA, "session": "s" * (size - frame)}).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"number":"1"',
        b'{"number":"1",}',
        b"{'number':'1'}",
        b'{"number":1}}',
        b'{"number":"1"} x',
        b"[]",
        b'["+493023125123"]',
        b'"+493023125123"',
        b"17",
        b"null",
        b"true",
        b'{"number":"+493023125123","number":"+493023125123"}',
        b'{"number":"+493023125123","num\\u0062er":"+493023125123"}',
        b'{"number":NaN}',
        b'{"number":"\xff\xfe"}',
        b'{"number":"\xc0\xaf"}',
        b'{"number":"\xed\xa0\x80"}',
        b'{"number":"a\x00b"}',
        b'{"number":"a\nb"}',
        b'{"number":01}',
        b"\xff\xfe{\x00}\x00",
        b"[" * 50_000,
        b'{"number":' * 5_000,
    ],
    ids=lambda body: ascii(body[:28]),
)
def test_malformed_json_is_400(client: Client, body: bytes) -> None:
    """Syntax, duplicate members, bytes that are no UTF-8, another type than an object."""
    answer = client.post("/v1/lookups", body)
    assert (answer.status, answer.code) == (400, "malformedJson")


@pytest.mark.parametrize("path", ["/v1/forget", "/v1/templates/preview"])
def test_malformed_json_is_400_everywhere(server: Callcard, path: str) -> None:
    """The same rule holds for every call with a body."""
    for body in (b"{", b"[]", b'{"a":1,"a":1}', b"\xff"):
        assert server.operator().post(path, body).code == "malformedJson"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1",
        "/v1/",
        "/v1/lookup",
        "/v1/lookups/1",
        "/v2",
        "/v1/services/support",
        "/metrics/1",
        "/favicon.ico",
        "/%2e%2e/%2e%2e/etc/passwd",
    ],
)
def test_unknown_paths_are_404(server: Callcard, path: str) -> None:
    """Nothing there: a problem like any other error."""
    answer = server.operator().get(path)
    assert (answer.status, answer.code) == (404, "notFound")


@pytest.mark.parametrize(
    "method, path",
    [
        ("GET", "/v1/lookups"),
        ("PUT", "/v1/lookups"),
        ("DELETE", "/v1/lookups"),
        ("PATCH", "/v1/lookups"),
        ("GET", "/v1/forget"),
        ("GET", "/v1/reload"),
        ("GET", "/v1/templates/preview"),
        ("POST", "/v1/services/support/settings"),
        ("POST", "/healthz"),
        ("DELETE", "/readyz"),
        ("POST", "/metrics"),
        ("PUT", "/openapi.json"),
    ],
)
def test_other_methods_are_405(server: Callcard, method: str, path: str) -> None:
    """A known path with a method that it does not take; `Allow` says which it does (RFC 9110, 15.5.6)."""
    answer = server.operator().request(method, path)
    assert (answer.status, answer.code) == (405, "methodNotAllowed")
    assert method not in answer.headers["allow"]


def test_bodies_over_64_kib_are_413(client: Client) -> None:
    """64 KiB are taken (and then found wanting), one byte more is not."""
    assert client.post("/v1/lookups", body_of(LIMIT)).code == "invalidValue"
    answer = client.post("/v1/lookups", body_of(LIMIT + 1))
    assert (answer.status, answer.code) == (413, "tooLarge")


def test_bodies_are_counted_as_they_come(server: Callcard) -> None:
    """B11: one byte too many is refused at once, though the body has not ended and may never end."""
    token, size = server.installation.keys.switch.token, LIMIT + 1
    head = f"POST /v1/lookups HTTP/1.1\r\nHost: {server.host}\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}\r\n"
    with socket.create_connection((server.host, server.port), timeout=5) as caller:
        caller.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n{size:x}\r\n".encode() + body_of(size))
        answer = b""
        while not answer.endswith(b"}") and (block := caller.recv(65_536)):
            answer += block
    assert answer.startswith(b"HTTP/1.1 413 ") and b'"code":"tooLarge"' in answer


def test_chunked_bodies_are_counted_too(server: Callcard) -> None:
    """B11: a body without Content-Length has the same limit."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {server.installation.keys.switch.token}"}
    connection.request("POST", "/v1/lookups", iter([body_of(LIMIT), b" " * 100]), headers, encode_chunked=True)
    response = connection.getresponse()
    assert response.status == 413 and json.loads(response.read())["code"] == "tooLarge"
    connection.close()


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json", "multipart/form-data"]
)
def test_other_content_types_are_415(client: Client, content_type: str) -> None:
    """A body must say that it is JSON."""
    answer = client.post("/v1/lookups", {"number": ANNA}, headers={"Content-Type": content_type})
    assert (answer.status, answer.code) == (415, "notJson")


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"]
)
def test_json_has_several_writings(client: Client, content_type: str) -> None:
    """Parameters and case do not matter (RFC 9110, 8.3.1)."""
    assert client.post("/v1/lookups", {"number": ANNA}, headers={"Content-Type": content_type}).status == 200


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({}, "/number", "invalidValue"),
    ({"number": None}, "/number", "invalidValue"),
    ({"number": 493023125123}, "/number", "invalidValue"),
    ({"number": [ANNA]}, "/number", "invalidValue"),
    ({"number": ANNA, "regio": "DE"}, "/regio", "unknownMember"),
    ({"number": ANNA, "Number": ANNA}, "/Number", "unknownMember"),
    ({"number": ANNA, "deadlineMs": 99}, "/deadlineMs", "invalidValue"),
    ({"number": ANNA, "deadlineMs": 7501}, "/deadlineMs", "invalidValue"),
    ({"number": ANNA, "deadlineMs": -300}, "/deadlineMs", "invalidValue"),
    ({"number": ANNA, "deadlineMs": 300.5}, "/deadlineMs", "invalidValue"),
    ({"number": ANNA, "deadlineMs": "300"}, "/deadlineMs", "invalidValue"),
    ({"number": ANNA, "deadlineMs": 10**30}, "/deadlineMs", "invalidValue"),
    ({"number": ANNA, "region": "de"}, "/region", "invalidValue"),
    ({"number": ANNA, "region": "DEU"}, "/region", "invalidValue"),
    ({"number": ANNA, "region": ""}, "/region", "invalidValue"),
    ({"number": ANNA, "region": 49}, "/region", "invalidValue"),
    ({"number": ANNA, "explain": "yes"}, "/explain", "invalidValue"),
    ({"number": ANNA, "explain": 1}, "/explain", "invalidValue"),
    ({"number": ANNA, "service": 17}, "/service", "invalidValue"),
    ({"number": ANNA, "session": "a b"}, "/session", "invalidValue"),
    ({"number": ANNA, "session": ""}, "/session", "invalidValue"),
    ({"number": ANNA, "session": "x" * 129}, "/session", "invalidValue"),
    ({"number": ANNA, "session": {"id": "c-1"}}, "/session", "invalidValue"),
]


@pytest.mark.parametrize(
    "body, pointer, code", WRONG, ids=lambda value: str(value)[:40] if isinstance(value, (str, dict)) else None
)
def test_wrong_members_are_422(client: Client, body: dict[str, Any], pointer: str, code: str) -> None:
    """Each wrong member is pointed at (RFC 6901)."""
    answer = client.post("/v1/lookups", body)
    assert answer.status == 422
    assert answer.pointers == [(pointer, code)] and answer.code == code


@pytest.mark.parametrize("deadline", [100, 7500])
def test_both_ends_of_the_deadline_are_taken(client: Client, deadline: int) -> None:
    """R1: 100 and 7,500 ms are inside."""
    assert client.lookup(ANNA, deadlineMs=deadline)["status"] == "resolved"


def test_all_errors_come_at_once(client: Client) -> None:
    """Three wrong members are three errors, and the code is that of the first."""
    answer = client.post("/v1/lookups", {"number": 5, "deadlineMs": 1, "colour": "red"})
    assert answer.status == 422
    assert set(answer.pointers) == {("/number", "invalidValue"), ("/deadlineMs", "invalidValue"), ("/colour", "unknownMember")}


@pytest.mark.parametrize(
    "path, body, pointer",
    [
        ("/v1/forget", {}, "/number"),
        ("/v1/forget", {"number": ANNA, "service": "support"}, "/service"),
        ("/v1/templates/preview", {"service": "support"}, "/template"),
        ("/v1/templates/preview", {"template": 5, "service": "support"}, "/template"),
        ("/v1/templates/preview", {"template": "x", "service": "support", "sample": []}, "/sample"),
        ("/v1/templates/preview", {"template": "x", "service": "support", "samples": {}}, "/samples"),
    ],
)
def test_wrong_members_elsewhere(server: Callcard, path: str, body: dict[str, Any], pointer: str) -> None:
    """The other calls with a body keep to the same rule."""
    answer = server.operator().post(path, body)
    assert answer.status == 422 and [where for where, _ in answer.pointers] == [pointer]


@pytest.mark.parametrize("member", ["number", "service", "session", "region", "deadlineMs", "explain"])
def test_no_error_repeats_what_was_wrong(client: Client, member: str) -> None:
    """A marker in any member's value comes back in no error."""
    marker = "Zanzibar-7391 <b>%s</b>"
    answer = client.post("/v1/lookups", {"number": ANNA} | {member: marker})
    assert 400 <= answer.status < 500
    for piece in (b"Zanzibar", b"7391", ANNA.encode()):
        assert piece not in answer.body and piece not in repr(answer.headers).encode()


@pytest.mark.parametrize("name", ["+493023125199", "Zanzibar Meier", "a/b~c", "x" * 20_000, ""])
def test_an_unknown_member_may_be_a_caller(client: Client, name: str) -> None:
    """A member's name is text from outside too: one that might tell of a caller is refused without being repeated."""
    answer = client.post("/v1/lookups", {"number": ANNA, name: 1})
    assert (answer.status, answer.code) == (422, "unknownMember") and len(answer.body) < 1_000
    assert not name or name.encode() not in answer.body or name == "a/b~c"


def test_answers_about_callers_are_not_stored(client: Client) -> None:
    """`Cache-Control: no-store` on every answer that may hold caller data."""
    for number in (ANNA, "anonymous", "4711"):
        answer = client.post("/v1/lookups", {"number": number})
        assert answer.headers["cache-control"] == "no-store"
    assert client.post("/v1/forget", {"number": ANNA}).headers["cache-control"] == "no-store"
