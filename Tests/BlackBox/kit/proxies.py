"""Proxies in front of a server, with the configuration that `docs/proxies.md` shows."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

from kit.contract import REPOSITORY
from kit.process import Callcard, free_port
from kit.tls import make_certificate
from kit.waiting import until

PATHS = os.environ.get("PATH", "") + ":/usr/sbin"
DEFAULTS = "server {\n    listen 443 ssl http2;\n    ssl_certificate /etc/ssl/callcard.pem;\n    ssl_certificate_key /etc/ssl/callcard.key;\n"
DEFAULTS += "    location / {\n        proxy_pass http://127.0.0.1:8080;\n    }\n}\n"
"""nginx as it is when nothing is said but where things are."""


def example(kind: str) -> str:
    """The one example of that kind in `docs/proxies.md`."""
    text = (REPOSITORY / "docs" / "proxies.md").read_text()
    found: list[str] = re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)
    assert len(found) == 1
    return found[0]


class Proxy:
    """A running proxy, on a port of its own, with TLS. Use it with `with`."""

    def __init__(self, folder: Path, port: int, command: list[str]) -> None:
        self._folder, self._command = folder, command
        self.port = port

    def __enter__(self) -> Proxy:
        self._log = open(self._folder / "proxy.log", "wb")
        environment = {"PATH": PATHS, "HOME": str(self._folder), "XDG_DATA_HOME": str(self._folder)}
        self._process = subprocess.Popen(
            self._command, cwd=self._folder, env=environment, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log
        )
        until(self._listens, "the proxy listens", seconds=10)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(10)
        self._log.close()

    def _listens(self) -> bool:
        """Whether it has a certificate, too: Caddy makes its own after it has begun to listen."""
        return subprocess.run(self.curl("/healthz", "-o", "/dev/null"), capture_output=True).returncode == 0

    def curl(self, path: str, *options: str) -> list[str]:
        """The command that asks the proxy, by its own name."""
        where = ["--resolve", f"callcard.example:{self.port}:127.0.0.1"]
        return ["curl", "-sSNk", *where, *options, f"https://callcard.example:{self.port}{path}"]


def nginx(server: Callcard, folder: Path, site: str) -> Proxy:
    """nginx with this site."""
    program = shutil.which("nginx", path=PATHS)
    assert program, "nginx is missing: Scripts/prepare test installs it"
    port = free_port()
    make_certificate(folder, "callcard.example")
    site = site.replace("listen 443", f"listen 127.0.0.1:{port}").replace("127.0.0.1:8080", f"{server.host}:{server.port}")
    site = site.replace("/etc/ssl/callcard.pem", f"{folder}/callcard.example.crt")
    site = site.replace("/etc/ssl/callcard.key", f"{folder}/callcard.example.key")
    (folder / "site.conf").write_text(site)
    temporary = "".join(
        f"  {name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user}daemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\n  access_log off;\n{temporary}  include {folder}/site.conf;\n}}\n"
    )
    return Proxy(folder, port, [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"])


def caddy(server: Callcard, folder: Path) -> Proxy:
    """Caddy with the example, and a certificate of its own making."""
    port = free_port()
    text = example("caddyfile").replace("callcard.example {", f"callcard.example:{port} {{\n\ttls internal")
    text = text.replace("127.0.0.1:8080", f"{server.host}:{server.port}")
    (folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n" + text)
    program = shutil.which("caddy", path=PATHS) or "caddy"
    return Proxy(folder, port, [program, "run", "--config", str(folder / "Caddyfile")])
