"""Flows that wait for a call's news, and how many do."""

from __future__ import annotations

from fakes.upstream import Upstream
from kit import team
from kit.installation import Installation
from kit.keys import Key
from kit.process import Callcard, Launcher
from kit.prometheus import scrape

FLOWS = [Key(f"flow-{name}", "flow", ("support",)) for name in "abc"]


def installation(launcher: Launcher, upstream: Upstream) -> Installation:
    """Three flows, and a service that asks a book and a CRM."""
    made = team.installation(launcher)
    made.add_connector("crm", upstream.url, upstream.token, total="5s")
    made.services["support"]["connectors"] = ["contacts", "crm"]
    for key in FLOWS:
        made.add_key(key)
    return made


def waits(server: Callcard) -> int:
    """How many calls wait for news, as `/metrics` tells."""
    return int(scrape(server.anonymous()).value("callcard_context_waits") or 0)
