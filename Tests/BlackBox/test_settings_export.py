"""S9, S18, S36 `callcard settings export`: files that begin an equal service, and clear words where there can be none."""

from __future__ import annotations

import http.server
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
import yaml

from kit import process, team
from kit.books import person
from kit.client import Client
from kit.installation import Installation
from kit.keys import Key
from kit.process import Callcard, Launcher
from kit.settings import Settings
from kit.team import OLGA, PIA

USAGE, NO_INPUT, UNAVAILABLE, CANNOT_CREATE, PROTOCOL, NO_PERMISSION = 64, 66, 69, 73, 76, 77
"""Of sysexits."""
TEXTS = [
    "plain", "yes", "No", "on", "null", "~", "true", "1", "007", "1_000", "0x1F", "0o17", "1e3", "1.5", ".inf", "-.nan", "2026-11-22",
    "12:30:45", "- a", "# x", "a # b", "a: b", "a:", "? a", "[a", "{a", "a, b", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a", "'", '"',
    'a "b" \'c\'', "a\nb", "\n", "a\r\nb", "\ta\t", " leading", "trailing ", "  ", "---", "...", "=", "<<", "a\\b", "\\n", "Zürich",
    "\U0001f600", "\u00a0", "\u0085", "\u2028", "a\ufeffb", "\u007f", "x" * 500, "a  b", "e\u0301",
]  # fmt: skip
"""Texts that a careless writer or reader of YAML changes."""
STRANGER = Key("stranger", "owner", ("elsewhere",), "sam@example.com")


def settings_of_texts() -> dict[str, Any]:
    """Settings with each of the texts in a name, an id and a default."""
    codes = [{"id": text, "name": text} for text in TEXTS]
    return {
        "displayName": "no: 'way' \"out\" # é",
        "upn": "support@example.com",
        "telNumber": "+493023125000",
        "region": "NO",
        "owners": [OLGA],
        "members": [PIA, "0x1f", "1e3", "null"],
        "licence": {"enterpriseRouting": True},
        "widgets": {"callerInformation": False, "status": True, "context": True, "map": True, "codes": True, "tags": True},
        "contexts": [
            {
                "name": text,
                "template": "https://crm.example/{Customer.LastName}?queue={Parameter.queue}",
                "required": ["Customer.LastName"],
                "opens": "embedded",
                "on": "offered",
            }
            for text in TEXTS
        ],
        "parameters": [{"name": "queue", "default": "on"}, {"name": "bare"}]
        + [{"name": f"p{index}", "default": text} for index, text in enumerate(TEXTS)],
        "codes": {"primary": codes, "secondary": codes[::-1]},
        "connectors": ["more", "contacts"],
        "retentionMs": 0,
        "tagRecall": True,
        "aliases": {alias: PIA for alias in ("+", "-", ".", "0200", "0x1f", "1e3", "200", "null", "x" * 64, "yes")},
        "map": {"template": "https://maps.example/?q={Customer.City}", "auto": True},
    }


def installation(launcher: Launcher) -> Installation:
    """Two services of Olga's and one of somebody else's."""
    made = team.installation(launcher)
    made.add_book("more", [person("18", "+493023125140", "Carla Wolf")])
    made.add_service("sales", ["contacts"], owners=[OLGA])
    made.add_service("foreign", ["contacts"], owners=["otto@example.com"])
    made.add_key(STRANGER)
    return made


@pytest.fixture
def server(launcher: Launcher) -> Callcard:
    """A running server."""
    return launcher.start(installation(launcher))


def olga(server: Callcard) -> Client:
    """The owner."""
    return server.client(server.installation.people[OLGA])


def export(url: str, key: str, *arguments: str, folder: Path) -> CompletedProcess[bytes]:
    """Runs the command; whatever it says, the key's secret is not in it."""
    variables = {"CALLCARD_KEY": key} if key else {}
    done = process.run("settings", "export", *arguments, "--url", url, folder=folder, **variables)
    assert len(key) < 43 or key[-43:].encode() not in done.stdout + done.stderr
    return done


def url(server: Callcard) -> str:
    """Where it listens."""
    return f"http://{server.host}:{server.port}"


def refused(done: CompletedProcess[bytes], code: int, *words: str) -> None:
    """It ended with `code`, wrote no name of a file, and said why in a line."""
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert done.stdout == b""
    assert all(re.search(word, said) for word in words), said
    assert len(said.strip().splitlines()) == 1 or code == USAGE, said
    assert "Fatal" not in said and "Optional" not in said and ".swift" not in said


def test_an_equal_service(server: Callcard, launcher: Launcher, tmp_path: Path) -> None:
    """S9: export, then a new installation that begins with it: the same settings, to the letter."""
    for service, members in {"support": settings_of_texts(), "sales": {"retentionMs": 900_000}}.items():
        settings = Settings(olga(server), service)
        answer = settings.put({"owners": [OLGA]} | members, settings.tag())
        assert answer.status == 200, answer.body
    done = export(url(server), server.installation.people[OLGA].token, "out/services", folder=tmp_path)
    assert done.returncode == 0 and done.stderr == b"", done.stderr
    files = {path.stem: path.read_text() for path in (tmp_path / "out" / "services").iterdir()}
    assert set(files) == {"support", "sales", "foreign"}
    assert sorted(done.stdout.decode().split()) == [f"out/services/{service}.yaml" for service in sorted(files)]
    fresh = installation(launcher)
    fresh.services = {}
    for service, text in files.items():
        fresh.file(f"services/{service}.yaml", text)
    again = launcher.start(fresh)
    for service in files:
        before, after = Settings(olga(server), service).answer(), Settings(olga(again), service).answer()
        assert after.json == before.json
        assert after.headers["etag"] == before.headers["etag"], "a tag is one of the settings alone"
    assert Settings(olga(again)).read() == settings_of_texts()
    assert yaml.safe_load(files["sales"]) == {"owners": [OLGA], "retentionMs": 900_000}, "what is left out stays so"
    checked = process.run("check", "--config", str(fresh.config_path), folder=tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_another_reader_of_yaml(server: Callcard, tmp_path: Path) -> None:
    """S9: the file means the same to others, in the order of the interface."""
    settings = Settings(olga(server))
    assert settings.put(settings_of_texts(), settings.tag()).status == 200
    assert export(url(server), server.installation.keys.operator.token, "out", "--service", "support", folder=tmp_path).returncode == 0
    read = yaml.safe_load((tmp_path / "out" / "support.yaml").read_text("utf-8"))
    assert read == settings.read() and list(read) == list(settings.read())


def test_an_operators_key_writes_what_has_a_file(server: Callcard, tmp_path: Path) -> None:
    """An operator has no services of their own: those with a file in the folder are meant, others are left alone."""
    out = tmp_path / "out"
    out.mkdir()
    for name, text in {"support.yaml": "displayName: Old", "notes.txt": "mine", "not an id.yaml": "mine"}.items():
        (out / name).write_text(text)
    done = export(url(server), server.installation.keys.operator.token, "out", folder=tmp_path)
    assert done.returncode == 0 and done.stdout == b"out/support.yaml\n"
    assert yaml.safe_load((out / "support.yaml").read_text())["displayName"] == "Support"
    assert {path.name for path in out.iterdir()} == {"support.yaml", "notes.txt", "not an id.yaml"}
    assert (out / "notes.txt").read_text() == (out / "not an id.yaml").read_text() == "mine"


def test_an_owners_key_writes_what_it_knows_of(server: Callcard, tmp_path: Path) -> None:
    """An owner's key writes the services that it reaches, and no others."""
    done = export(url(server), server.installation.keys.owner.token, "out", folder=tmp_path)
    assert done.returncode == 0 and done.stdout == b"out/support.yaml\n"


def test_several_services(server: Callcard, tmp_path: Path) -> None:
    """`--service` can be repeated, and names others than the key's own."""
    key = server.installation.keys.operator.token
    done = export(url(server), key, "--service", "foreign", "--service", "sales", "out", folder=tmp_path)
    assert done.returncode == 0 and done.stdout == b"out/foreign.yaml\nout/sales.yaml\n"


@pytest.mark.parametrize(
    "key, words",
    [
        ("", "CALLCARD_KEY"),
        ("cc_ops1_" + "A" * 43, "401"),
        ("nonsense", "401"),
        ("switch", "403"),
        ("flow", "403"),
    ],
)
def test_bad_keys(server: Callcard, tmp_path: Path, key: str, words: str) -> None:
    """No key, a wrong one, or one of another role: 77."""
    token = getattr(server.installation.keys, key).token if key in {"switch", "flow"} else key
    refused(export(url(server), token, "out", "--service", "support", folder=tmp_path), NO_PERMISSION, words)
    assert not (tmp_path / "out").exists()


def test_an_unknown_service(server: Callcard, tmp_path: Path) -> None:
    """66, and nothing is written, not even what is known."""
    key = server.installation.keys.operator.token
    refused(export(url(server), key, "out", "--service", "support", "--service", "nothing", folder=tmp_path), NO_INPUT, "404")
    refused(export(url(server), STRANGER.token, "out", "--service", "support", folder=tmp_path), NO_INPUT, "404")
    assert not (tmp_path / "out").exists()


def test_no_service(server: Callcard, tmp_path: Path) -> None:
    """66 for who knows of none, and for an operator whose folder is empty; a wrong key is told as one."""
    for key in (STRANGER.token, server.installation.keys.operator.token):
        refused(export(url(server), key, "out", folder=tmp_path), NO_INPUT, "--service")
    refused(export(url(server), "cc_ops1_" + "A" * 43, "out", folder=tmp_path), NO_PERMISSION, "401")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("service", ["../sales", "a b", "", "a/b", "x" * 129, "%2e"], ids=repr)
def test_what_is_no_id(server: Callcard, tmp_path: Path, service: str) -> None:
    """64: nothing that could lead elsewhere becomes part of a URL, or of a file's name."""
    refused(
        export(url(server), server.installation.keys.operator.token, "out", "--service", service, folder=tmp_path), USAGE, "1 to 128"
    )


@pytest.mark.parametrize("address", ["example.com", "ftp://127.0.0.1", ""], ids=repr)
def test_what_is_no_address(server: Callcard, tmp_path: Path, address: str) -> None:
    """64."""
    refused(export(address, server.installation.keys.operator.token, "out", folder=tmp_path), USAGE, "http")


def test_no_server(tmp_path: Path) -> None:
    """69, at once, with the address that was tried."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
        refused(export(address, "cc_ops1_" + "A" * 43, "out", folder=tmp_path), UNAVAILABLE, address, "running")
    assert not (tmp_path / "out").exists()


def test_no_configuration(tmp_path: Path) -> None:
    """78 where neither `--url` nor a configuration says where the server is."""
    done = process.run("settings", "export", "out", folder=tmp_path, CALLCARD_KEY="cc_ops1_" + "A" * 43)
    refused(done, 78, "--url")


def test_the_configurations_address(launcher: Launcher, tmp_path: Path) -> None:
    """Without `--url` the server is where the configuration says."""
    made = installation(launcher)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        made.config["listen"] = f"127.0.0.1:{free.getsockname()[1]}"
    launcher.start(made)
    arguments = ("out", "--config", str(made.config_path))
    done = process.run("settings", "export", *arguments, folder=tmp_path, CALLCARD_KEY=made.people[OLGA].token)
    assert done.returncode == 0 and (tmp_path / "out" / "support.yaml").exists(), done.stderr


def test_no_place(server: Callcard, tmp_path: Path) -> None:
    """73 where the folder is a file, or a file's name is a folder's."""
    key = server.installation.people[OLGA].token
    (tmp_path / "file").write_text("mine")
    refused(export(url(server), key, "file", folder=tmp_path), CANNOT_CREATE, "file")
    (tmp_path / "out" / "support.yaml").mkdir(parents=True)
    done = export(url(server), key, "out", "--service", "support", folder=tmp_path)
    refused(done, CANNOT_CREATE, r"out/support\.yaml")


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """Something else that answers."""

    answer = b""

    def do_GET(self) -> None:
        """The same to everybody."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.answer)))
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Says nothing."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Its address."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    "answer",
    [b"<html>welcome</html>", b"", b"[]", b'{"items": 1}', b'{"items": [{"id": "../escape"}]}', b'{"items": [{"name": "x"}]}'],
    ids=repr,
)
def test_something_else_answers(elsewhere: str, tmp_path: Path, answer: bytes) -> None:
    """76, and no file: an id that it tells never leads out of the folder."""
    Elsewhere.answer = answer
    refused(export(elsewhere, "cc_ops1_" + "A" * 43, "out", folder=tmp_path), PROTOCOL, "no callcard")
    assert not (tmp_path / "out").exists() and not (tmp_path / "escape.yaml").exists()
