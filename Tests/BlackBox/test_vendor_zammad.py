"""C2 The Zammad connector, end to end, where it has more to it than others (`test_vendor_crms`): a fake help desk on Lucene."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fakes.strict_server import StrictServer
from fakes.zammad import USERS, HelpDesk
from kit.client import Client, outcome
from kit.process import Callcard, Launcher

MORE: list[dict[str, Any]] = [
    {"id": 61, "firstname": "Hugo", "lastname": "Gold", "phone": "0049 (0)30 / 23 125 - 304 (Zentrale)"},
    {"id": 62, "firstname": "Ida", "lastname": "Hahn", "mobile": "Tel. 030 23125-305, privat 030 23125-306"},
]
"""Numbers between words."""


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Iterator[Callcard]:
    """One help desk with one installation."""
    installation = module_launcher.installation()
    installation.file("zammad.token", "t", mode=0o600)
    with StrictServer(HelpDesk("t", "weak", USERS + MORE).answer) as fake:
        settings = {"baseURL": fake.url, "token": {"file": "zammad.token"}}
        entry = {"id": "zammad", "settings": settings, "allow": ["127.0.0.0/8"], "http": True}
        installation.config["connectors"] = [entry]
        installation.add_service("good", ["zammad"])
        yield module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


@pytest.mark.parametrize("number, name", [("+493023125304", "Hugo"), ("+493023125305", "Ida"), ("+493023125306", "Ida")])
def test_between_words(client: Client, number: str, name: str) -> None:
    """A number is found between words and brackets."""
    assert client.lookup(number, service="good")["caller"]["firstName"] == name


def test_an_inactive_user_is_nobody(client: Client) -> None:
    """Whom an administrator has made inactive is not found."""
    answer = client.lookup("+493023125302", service="good")
    assert answer["matches"] == [] and outcome(answer, "zammad") == "miss"
