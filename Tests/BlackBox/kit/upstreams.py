"""Servers with connectors to upstreams that fail, and what such a server tells of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fakes.upstream import TOKEN, Upstream
from kit.books import anna
from kit.client import Client, outcome
from kit.installation import MANIFESTS, Installation
from kit.process import Callcard, Launcher
from kit.prometheus import scrape

Item = dict[str, Any]


def add_shared_manifest(installation: Installation, name: str) -> None:
    """Copies a manifest of the tests, so that a connector can name it with `manifest:`."""
    installation.file(f"connectors/{name}/connector.yaml", (MANIFESTS / name / "connector.yaml").read_text())


def installation_of(launcher: Launcher, *connectors: str, url: str, token: str = TOKEN, **more: Any) -> Installation:
    """A book and these connectors, all to one upstream. Each is a service by its own name; `support` asks all of them."""
    installation = launcher.installation()
    installation.add_book("contacts", [anna()])
    if "manifest" in more:
        add_shared_manifest(installation, more["manifest"])
    for connector in connectors:
        installation.add_connector(connector, url, token, **more)
        installation.add_service(connector, ["contacts", connector])
    installation.add_service("support", ["contacts", *connectors])
    return installation


def crm(launcher: Launcher, upstream: Upstream | str, **more: Any) -> Callcard:
    """A server with a book and one connector `crm`, which service `support` asks."""
    url = upstream if isinstance(upstream, str) else upstream.url
    return launcher.start(installation_of(launcher, "crm", url=url, **more))


def asked(client: Client, number: str, connector: str = "crm", **members: Any) -> str:
    """Looks `number` up in the service of that connector's name and returns the connector's outcome."""
    return outcome(client.lookup(number, service=connector, **members), connector)


def items(server: Callcard, client: Client | None = None) -> dict[str, Item]:
    """What `GET /v1/connectors` tells, by id."""
    answer = (client or server.operator()).get("/v1/connectors")
    assert answer.status == 200, answer.body
    return {item["id"]: item for item in answer.json["items"]}


def item(server: Callcard, connector: str = "crm") -> Item:
    """What `GET /v1/connectors` tells of one connector."""
    return items(server)[connector]


def counter(server: Callcard, name: str, connector: str = "crm") -> float:
    """A metric of one connector; 0 where it was never counted."""
    return scrape(server.anonymous()).value(name, connector=connector) or 0


def threads(server: Callcard) -> int:
    """Threads of the process."""
    return len(list(Path(f"/proc/{server.process.pid}/task").iterdir()))


def resident(server: Callcard) -> int:
    """Resident memory in bytes."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) * 1_024


def cpu_seconds(server: Callcard) -> float:
    """Processor time used so far, to a hundredth."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def sockets_to(server: Callcard, port: int) -> int:
    """Sockets of the process that are connected, or about to be, to that port of this machine."""
    wanted = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{server.process.pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if int(fields[2].rsplit(":", 1)[1], 16) == port:
                wanted.add(f"socket:[{fields[9]}]")
    found = 0
    for descriptor in Path(f"/proc/{server.process.pid}/fd").iterdir():
        try:
            found += str(descriptor.readlink()) in wanted
        except OSError:
            continue  # Closed while we looked.
    return found
