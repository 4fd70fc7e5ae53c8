"""TLS of our own: what it speaks, as openssl sees it, and certificates that are renewed while calls go on."""

from __future__ import annotations

import json
import re
import signal
import ssl
from pathlib import Path

import pytest

from kit import tls
from kit.installation import Installation
from kit.lines import Line
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.waiting import until

Pair = tuple[bytes, bytes]
GOOD = {
    "rsa": ["ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-CHACHA20-POLY1305"],
    "ec": ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"],
}
BAD = {
    "rsa": ["AES128-GCM-SHA256", "AES256-GCM-SHA384", "AES128-SHA", "AES256-SHA", "DHE-RSA-AES128-GCM-SHA256"]
    + ["ECDHE-RSA-AES128-SHA", "ECDHE-RSA-AES256-SHA", "ECDHE-RSA-AES256-SHA384"],
    "ec": ["ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA", "ECDHE-ECDSA-AES128-CCM"],
}
"""Without forward secrecy, or with a seal that is put on before the encryption."""


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pair]:
    """Certificates by their names, each with its key."""
    folder = tmp_path_factory.mktemp("pairs")
    made = {name: tls.make_certificate(folder, name) for name in ("first", "second", "third")}
    return made | {"rsa": tls.make_certificate(folder, "rsa", "rsa")}


@pytest.fixture
def installation(launcher: Launcher) -> Installation:
    """A book and a service."""
    installation = launcher.installation()
    installation.add_support()
    return installation


def handshake(server: Callcard, *options: str) -> tuple[str, str] | None:
    """The version and the cipher that openssl and the server agree upon; `None` where they don't."""
    said = tls.openssl("s_client", "-connect", f"{server.host}:{server.port}", *options)
    found = re.search(rb"New, (TLSv[\d.]+), Cipher is (\S+)", said.stdout)
    return (found[1].decode(), found[2].decode()) if found else None


def shown(server: Callcard) -> str:
    """The name in the certificate that a new connection is shown."""
    said = tls.openssl("s_client", "-connect", f"{server.host}:{server.port}")
    found = re.search(rb"subject=CN = (\S+)", said.stdout)
    assert found, said.stdout[:500] + said.stderr[:500]
    return found[1].decode()


def trust_all() -> ssl.SSLContext:
    """A client that takes any certificate."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_what_is_spoken(launcher: Launcher, installation: Installation, pairs: dict[str, Pair], kind: str) -> None:
    """X18: TLS 1.3, and of 1.2 what agrees on a key that nobody has afterwards and seals what it encrypts; nothing older."""
    server = tls.start(launcher, installation, pairs["rsa" if kind == "rsa" else "first"])
    for suite in ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"):
        assert handshake(server, "-tls1_3", "-ciphersuites", suite) == ("TLSv1.3", suite)
    for suite in GOOD[kind]:
        assert handshake(server, "-tls1_2", "-cipher", suite) == ("TLSv1.2", suite)
    for suite in BAD[kind]:
        assert handshake(server, "-tls1_2", "-cipher", f"{suite}:@SECLEVEL=0") is None, suite
    for version in ("-tls1_1", "-tls1"):
        assert handshake(server, version, "-cipher", "ALL:@SECLEVEL=0") is None, version


def test_a_renewed_certificate(launcher: Launcher, installation: Installation, pairs: dict[str, Pair]) -> None:
    """After SIGHUP new connections are shown the new certificate; one that is open goes on with its own. Also where the files have
    other names now, and by `POST /v1/reload`."""
    server = tls.start(launcher, installation, pairs["first"])
    operator = installation.keys.operator
    line = Line(server, operator, tls=trust_all())
    assert shown(server) == "first" and line.ask("/healthz").read().status == 200

    tls.put_certificate(installation, pairs["second"])
    assert shown(server) == "first", "taken without being told"
    server.signal(signal.SIGHUP)
    until(lambda: shown(server) == "second", "the new certificate is shown")
    assert line.ask("/healthz").read().status == 200

    installation.file("next.crt", pairs["third"][0])
    installation.file("next.key", pairs["third"][1], mode=0o600)
    installation.config["tls"] = {"certificate": "next.crt", "key": "next.key"}
    installation.write()
    assert line.post("/v1/reload", {}).read().status == 200
    assert shown(server) == "third"
    assert line.ask("/healthz").read().status == 200
    line.close()


WORDS = {
    "another key": "certificate and key do not belong together",
    "no PEM": "names no PEM certificate",
    "nothing": "names no PEM key",
    "gone": "there is no such file",
}
"""What can be wrong with the files, and what is said of it."""


@pytest.mark.parametrize("kind", WORDS)
def test_files_that_can_not_be_used(launcher: Launcher, installation: Installation, pairs: dict[str, Pair], kind: str) -> None:
    """A reload is refused for them, with words that say what they must be; the certificate from before goes on. Put right, it is
    taken."""
    server = tls.start(launcher, installation, pairs["first"])
    certificate, key = pairs["second"]
    match kind:
        case "another key":
            installation.file("certificate.pem", certificate)
        case "no PEM":
            tls.put_certificate(installation, (b"-----BEGIN NOTHING-----\n", key))
        case "nothing":
            tls.put_certificate(installation, (certificate, b""))
        case _:
            Path(installation.folder / "key.pem").unlink()
    server.signal(signal.SIGHUP)
    refused = rf"the new configuration was refused.*\n.*callcard\.yaml.*{WORDS[kind]}".encode()
    until(lambda: re.search(refused, server.stderr.bytes), "the reload is refused, with the reason")
    assert shown(server) == "first"
    line = Line(server, installation.keys.operator, tls=trust_all())
    answer = line.post("/v1/reload", {}).read()
    assert answer.status == 422 and WORDS[kind] in json.dumps(answer.json)
    line.post("/v1/lookups", {"number": ANNA})
    assert line.read().json["status"] == "resolved"
    line.close()

    tls.put_certificate(installation, pairs["second"])
    server.signal(signal.SIGHUP)
    until(lambda: shown(server) == "second", "the new certificate is shown")


def test_renewals_under_load(launcher: Launcher, installation: Installation, pairs: dict[str, Pair]) -> None:
    """No handshake and no answer fails while certificates come and go."""
    server = tls.start(launcher, installation, pairs["first"])
    for turn in range(20):
        tls.put_certificate(installation, pairs["second" if turn % 2 else "third"])
        server.signal(signal.SIGHUP)
        for _ in range(5):
            line = Line(server, tls=trust_all())
            assert line.post("/v1/lookups", {"number": ANNA}).read().json["status"] == "resolved"
            line.close()
