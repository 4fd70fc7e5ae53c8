"""C2 `callcard connector new` and `connector test`, and what `callcard check` says of manifests that leak or can't be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.upstream import Upstream
from kit.client import outcome
from kit.installation import Installation
from kit.numbers import Numbers
from kit.process import Launcher, run

KEY = "k3y&of fiction"


def test_a_new_connector_passes_its_test(tmp_path: Path) -> None:
    """The skeleton is whole: manifest, README, fixtures; its test is content with it as it is."""
    made = run("connector", "new", "acme", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    lines = made.stdout.decode().splitlines()
    assert all((tmp_path / line).is_file() for line in lines[:-1]) and len(lines) >= 6
    assert lines[-1].endswith("callcard connector test connectors/acme")
    assert sum("#" in line for line in (tmp_path / "connectors/acme/connector.yaml").read_text().splitlines()) >= 12
    tried = run("connector", "test", "connectors/acme", folder=tmp_path)
    assert tried.returncode == 0, tried.stdout.decode()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A folder that is there stays as it is."""
    assert run("connector", "new", "acme", "--into", "own", folder=tmp_path).returncode == 0
    manifest = tmp_path / "own" / "acme" / "connector.yaml"
    manifest.write_text("mine")
    again = run("connector", "new", "acme", "--into", "own", folder=tmp_path)
    assert again.returncode == 73 and b"is there already" in again.stderr and manifest.read_text() == "mine"


@pytest.mark.parametrize("name", ["Acme", "a b", "../acme", "-a", "", "a" * 65])
def test_an_id_that_is_none(tmp_path: Path, name: str) -> None:
    """What can't be an id makes no folder."""
    assert run("connector", "new", "--", name, folder=tmp_path).returncode == 64
    assert list(tmp_path.rglob("connector.yaml")) == []


def leaking(installation: Installation, url: str) -> Installation:
    """A connector `crm` whose key stands in the query."""
    installation.add_connector("crm", url, KEY)
    path = installation.folder / "connectors" / "crm" / "connector.yaml"
    text = path.read_text()
    bearer = 'auth:\n  type: bearer\n  token: "{settings.token}"'
    assert bearer in text
    path.write_text(text.replace(bearer, 'auth: {type: query, name: key, value: "{settings.token}"}'))
    installation.add_service("support", ["crm"])
    return installation


def test_a_key_in_the_query_is_a_warning(launcher: Launcher) -> None:
    """`check` says that it leaks, and where; it is no error, and the key is not shown."""
    installation = leaking(launcher.installation(), "http://127.0.0.1:9")
    checked = run("check", "--config", str(installation.write()), folder=installation.folder)
    said = (checked.stdout + checked.stderr).decode()
    assert checked.returncode == 0, said
    (warning,) = [line for line in said.splitlines() if "query of each URL" in line]
    assert warning.startswith("warning: ") and KEY not in said and "k3y" not in said


def test_a_key_in_the_query_is_sent_and_not_told(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """It goes to the CRM, encoded, and nowhere else: not into the log, though this CRM wants a bearer and refuses it."""
    server = launcher.start(leaking(launcher.installation(), upstream.url))
    assert outcome(server.client().lookup(numbers(), service="support"), "crm") == "authError"
    assert all(request.target.endswith("&key=k3y%26of%20fiction") for request in upstream.requests) and upstream.requests
    assert "k3y" not in server.said()
