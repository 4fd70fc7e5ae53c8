"""S9, S18, S36 `callcard settings import`: files are put into force on a running server, and nobody's change is lost."""

from __future__ import annotations

import http.server
import json
import re
import threading
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from kit import process, team
from kit.installation import Installation
from kit.keys import Key
from kit.process import Callcard, Launcher
from kit.settings import Settings
from kit.team import OLGA, PIA

USAGE, DATA, NO_INPUT, NO_PERMISSION = 64, 65, 66, 77
"""Of sysexits."""
STRANGER = Key("stranger", "owner", ("elsewhere",), "sam@example.com")


@pytest.fixture
def server(launcher: Launcher) -> Callcard:
    """Two services of Olga's and one of somebody else's."""
    made = team.installation(launcher)
    made.add_service("sales", ["contacts"], owners=[OLGA])
    made.add_service("foreign", ["contacts"], owners=["otto@example.com"])
    made.add_key(STRANGER)
    return launcher.start(made)


def settings(server: Callcard, service: str = "support") -> Settings:
    """As an operator reads them."""
    return Settings(server.operator(), service)


def write(folder: Path, **services: dict[str, Any]) -> Path:
    """Files in a folder."""
    folder.mkdir(exist_ok=True)
    for service, members in services.items():
        (folder / f"{service}.yaml").write_text(Installation.yaml(members))
    return folder


def run(server: Callcard, folder: Path, *arguments: str, key: Key | None = None) -> CompletedProcess[bytes]:
    """Runs the command with an operator's key, or another; its secret is not in what is said."""
    token = (key or server.installation.keys.operator).token
    url = f"http://{server.host}:{server.port}"
    done = process.run("settings", "import", str(folder), "--url", url, *arguments, folder=folder, CALLCARD_KEY=token)
    assert token[-43:].encode() not in done.stdout + done.stderr
    return done


def test_files_are_in_force(server: Callcard, tmp_path: Path) -> None:
    """What a file leaves out is left out; what is so already is left alone, tag and all."""
    edited = {"displayName": "Edited", "owners": [OLGA], "widgets": {"codes": True}}
    kept = settings(server, "sales").tag()
    folder = write(tmp_path / "services", support=edited, sales=server.installation.services["sales"])
    done = run(server, folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().splitlines() == ["sales: was so already", "support: in force"]
    assert settings(server).read() == edited and settings(server, "sales").tag() == kept


def test_the_difference_is_gone(server: Callcard) -> None:
    """Import takes the file's side of what `reload` tells of, export the journal's."""
    settings(server).change(displayName="Put")
    assert [told["service"] for told in server.operator().post("/v1/reload").json["differences"]] == ["support"]
    assert run(server, server.installation.folder / "services").returncode == 0
    assert server.operator().post("/v1/reload").json == {"status": "reloaded"}
    assert settings(server).read()["displayName"] == "Support"


def test_an_owner_of_some(server: Callcard, tmp_path: Path) -> None:
    """An owner's own are taken, somebody else's are refused and told; the others are in force all the same."""
    olga = server.installation.people[OLGA]
    named = {name: {"displayName": name.upper(), "owners": [OLGA]} for name in ("foreign", "sales", "support")}
    done = run(server, write(tmp_path / "services", **named), key=olga)
    assert done.returncode == NO_PERMISSION and b"foreign" in done.stderr and b"403" in done.stderr
    assert done.stdout.decode().splitlines() == ["sales: in force", "support: in force"]
    assert [settings(server, name).effective()["displayName"] for name in named] == ["Foreign", "SALES", "SUPPORT"]


@pytest.mark.parametrize("key, code", [("agent", NO_PERMISSION), ("stranger", NO_INPUT)])
def test_bad_keys(server: Callcard, tmp_path: Path, key: str, code: int) -> None:
    """A member may not change, who knows of no such service is told so; nothing is changed."""
    before = settings(server).tag()
    used = STRANGER if key == "stranger" else server.installation.people[PIA]
    done = run(server, write(tmp_path / "services", support={"owners": [PIA]}), key=used)
    assert done.returncode == code and b"support" in done.stderr and done.stdout == b""
    assert settings(server).tag() == before


@pytest.mark.parametrize(
    "members, place",
    [
        ({"owners": []}, r"support\.yaml:1:\d+: owners"),
        ({"owners": [OLGA], "colour": 1}, r"support\.yaml:3:\d+: colour"),
        ({"owners": [OLGA], "retentionMs": "soon"}, r"support\.yaml:3:\d+: retentionMs"),
    ],
)
def test_a_bad_file_stops_all(server: Callcard, tmp_path: Path, members: dict[str, Any], place: str) -> None:
    """65 with the line, and no other service is changed either."""
    folder = write(tmp_path / "services", sales={"owners": [OLGA]}, support=members)
    before = settings(server, "sales").tag()
    done = run(server, folder)
    assert done.returncode == DATA and re.search(place, done.stderr.decode()) and done.stdout == b"", done.stderr
    assert settings(server, "sales").tag() == before


def test_what_only_the_server_knows(server: Callcard, tmp_path: Path) -> None:
    """Connectors and templates are checked by the server; the line is told all the same."""
    context = {"name": "a", "template": "javascript:alert(1)"}
    done = run(server, write(tmp_path / "services", support={"connectors": ["nothing"], "contexts": [context]}))
    told = done.stderr.decode()
    assert done.returncode == DATA and done.stdout == b""
    assert re.search(r"support\.yaml:2:\d+: connectors\[0\]", told), told
    assert re.search(r"support\.yaml:\d+:\d+: contexts\[0\]\.template", told), told


def test_no_file_and_no_service(server: Callcard, tmp_path: Path) -> None:
    """66 for an empty folder, for a file that is not there, and for a service that there is none of; 64 for what is no id."""
    empty = write(tmp_path / "services")
    assert run(server, empty).returncode == NO_INPUT
    assert run(server, empty, "--service", "support").returncode == NO_INPUT
    assert run(server, empty, "--service", "../support").returncode == USAGE
    done = run(server, write(empty, nothing={}, support={"owners": [OLGA]}))
    assert done.returncode == NO_INPUT and b"nothing" in done.stderr and done.stdout == b""


class Faster(http.server.BaseHTTPRequestHandler):
    """A server on which somebody else changes the settings right after they are read."""

    tags: list[str] = []

    def do_GET(self) -> None:
        """The settings as they are at first."""
        self.answer(200, {"displayName": "Theirs"})

    def do_PUT(self) -> None:
        """Too late for the tag that was read."""
        self.tags.append(self.headers["If-Match"])
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(412, {"status": 412, "code": "settingsChanged", "detail": "read them again"})

    def answer(self, status: int, body: dict[str, Any]) -> None:
        """JSON with the first tag."""
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", '"first"')
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Says nothing."""


def test_somebody_was_faster(tmp_path: Path) -> None:
    """The change is made from the version that was read: 69, with what to do, and the other's change stays."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Faster) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        folder = write(tmp_path / "services", support={"owners": [OLGA]})
        url = f"http://127.0.0.1:{other.server_port}"
        done = process.run("settings", "import", str(folder), "--url", url, folder=folder, CALLCARD_KEY="cc_ops1_" + "A" * 43)
        other.shutdown()
    assert Faster.tags == ['"first"']
    assert done.returncode == 69 and b"support" in done.stderr and b"meanwhile" in done.stderr and done.stdout == b""
