"""Servers that speak TLS themselves, and certificates made by openssl."""

from __future__ import annotations

import subprocess
from pathlib import Path

from kit.installation import Installation
from kit.process import Callcard, Launcher


def openssl(*arguments: str | Path, timeout: float = 20) -> subprocess.CompletedProcess[bytes]:
    """Runs openssl with nothing on its standard input."""
    command = ["openssl", *map(str, arguments)]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout, check=False)


def make_certificate(folder: Path, name: str, kind: str = "ec") -> tuple[bytes, bytes]:
    """A certificate for this machine that stands for itself, and its key, both as PEM; `name` is in its subject."""
    key = ["-newkey", "rsa:2048"] if kind == "rsa" else ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    paths = folder / f"{name}.crt", folder / f"{name}.key"
    made = openssl(
        *["req", "-x509", "-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        *[*key, "-out", paths[0], "-keyout", paths[1]],
    )
    assert made.returncode == 0, made.stderr
    return paths[0].read_bytes(), paths[1].read_bytes()


def put_certificate(installation: Installation, pair: tuple[bytes, bytes]) -> None:
    """Replaces certificate and key where the configuration names them."""
    installation.file("certificate.pem", pair[0])
    installation.file("key.pem", pair[1], mode=0o600)


def start(launcher: Launcher, installation: Installation, pair: tuple[bytes, bytes]) -> Callcard:
    """A server that speaks TLS on loopback."""
    put_certificate(installation, pair)
    installation.config["tls"] = {"certificate": "certificate.pem", "key": "key.pem"}
    return launcher.start(installation)
