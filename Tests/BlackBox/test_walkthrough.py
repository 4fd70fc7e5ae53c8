"""The walk-through of `docs/manifests.md`, done as it is written, with its answers from a real HTTP server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml

from fakes.strict_server import Refusal, Reply, Request, StrictServer
from kit.client import Client, outcome, report
from kit.contract import REPOSITORY
from kit.process import Launcher, run

DOCUMENT = REPOSITORY / "docs" / "manifests.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = {
    "yaml": re.compile(r"# (\S+\.ya?ml)\n"),
    "json": re.compile(r"(?:#|//) (\S+\.json)\n"),
    "markdown": re.compile(r"<!-- (\S+\.md) -->\n"),
}
"""How the first line of a block names the file that the rest is."""
MANIFEST = re.compile(r"(.+)/connector\.yaml")
COMMAND = "$ callcard connector test "


def files(document: str) -> dict[str, str]:
    """Path and text of each file that the document shows; a block's first line stays where its language has comments."""
    found: dict[str, str] = {}
    for language, text in BLOCK.findall(document):
        match = NAMED[language].match(text) if language in NAMED else None
        if match is None:
            continue
        path = PurePosixPath(match[1])
        assert not path.is_absolute() and ".." not in path.parts, f"{path} leads out of the folder"
        assert match[1] not in found, f"{path} is shown twice"
        found[match[1]] = text.removeprefix(match[0]) if language == "json" else text
    return found


@dataclass
class Walk:
    """What the document shows."""

    files: dict[str, str]
    transcript: list[str]
    """What it says that the connector's test prints; empty where it does not show that."""

    @classmethod
    def of(cls, document: str) -> Walk:
        """Reads a document; fails where it is no walk-through."""
        shown = files(document)
        assert shown, "the document shows no file: no block begins with a line that names one"
        consoles = [text.splitlines() for language, text in BLOCK.findall(document) if language == "console"]
        transcripts = [lines for lines in consoles if lines[0].startswith(COMMAND)]
        walk = cls(shown, transcripts[0] if transcripts else [])
        assert walk.folder and walk.configuration and len(walk.fixtures) >= 3
        return walk

    @property
    def folder(self) -> str:
        """The connector's folder."""
        manifests = [match[1] for path in self.files if (match := MANIFEST.fullmatch(path))]
        assert len(manifests) == 1, f"the document shows {len(manifests)} manifests"
        return manifests[0]

    @property
    def manifest(self) -> dict[str, Any]:
        """The connector's manifest."""
        return yaml.safe_load(self.files[f"{self.folder}/connector.yaml"])

    @property
    def configuration(self) -> dict[str, Any]:
        """The configuration of the server."""
        return yaml.safe_load(self.files["callcard.yaml"])

    @property
    def fixtures(self) -> dict[str, dict[str, Any]]:
        """The recorded cases by name."""
        paths = [path for path in self.files if path.startswith(f"{self.folder}/fixtures/")]
        return {PurePosixPath(path).stem: yaml.safe_load(self.files[path]) for path in paths}

    @property
    def address(self) -> str:
        """Where the made-up CRM is in the fixtures."""
        return self.manifest["settings"]["baseURL"]["example"]


class Recorded:
    """Answers the requests of the fixtures, and nothing else."""

    def __init__(self, exchanges: list[dict[str, Any]]) -> None:
        self.exchanges = exchanges
        self.address = ""
        """Where this runs; stands in for the example's address in what is answered."""
        self.unexpected: list[str] = []
        self.asked = 0

    def answer(self, request: Request) -> Reply:
        """The recorded answer of the one request that is the same."""
        self.asked += 1
        for exchange in self.exchanges:
            if self._same(exchange, request):
                example = f"https://{urlsplit(exchange['url']).netloc}"
                text = exchange["answer"].get("body", "null").replace(example, self.address)
                return exchange["answer"]["status"], json.loads(text)
        self.unexpected.append(f"{request.method} {request.path} {request.query}")
        raise Refusal(500, {"error": "not in the fixtures"})

    @staticmethod
    def _same(exchange: dict[str, Any], request: Request) -> bool:
        url = urlsplit(exchange["url"])
        headers = exchange.get("headers", {})
        return (
            (request.method, request.path) == (exchange.get("method", "GET"), url.path)
            and request.query == parse_qsl(url.query, keep_blank_values=True)
            and all(request.header(name.lower()) == value for name, value in headers.items())
            and (json.loads(request.body) if request.body else None) == json.loads(exchange.get("body", "null"))
        )


def expected(finding: dict[str, Any], example: str, address: str) -> tuple[str, dict[str, Any]]:
    """Grade and caller of a fixture's finding, as a lookup shows them."""
    caller: dict[str, Any] = {}
    for name, value in finding["caller"].items():
        if isinstance(value, dict):
            caller[name] = [{"name": key, "value": text} for key, text in value.items()]
        else:
            caller[name] = value.replace(example, address)
    return finding["grade"], caller


@pytest.fixture(scope="module")
def walk() -> Walk:
    """The document's walk-through."""
    return Walk.of(DOCUMENT.read_text())


@pytest.fixture(scope="module")
def crm(walk: Walk) -> Iterator[Recorded]:
    """The made-up CRM."""
    recorded = Recorded([exchange for fixture in walk.fixtures.values() for exchange in fixture["requests"]])
    with StrictServer(recorded.answer) as server:
        recorded.address = server.url
        yield recorded


@pytest.fixture(scope="module")
def client(walk: Walk, crm: Recorded, module_launcher: Launcher) -> Client:
    """A server with the document's configuration; the CRM's address is another, and what a private address needs is added."""
    installation = module_launcher.installation()
    for path, text in walk.files.items():
        installation.file(path, text)
    shown = walk.configuration
    for connector in shown["connectors"]:
        for name, value in connector["settings"].items():
            if isinstance(value, dict):
                installation.file(value["file"], f"fixture-{name}", mode=0o600)
        assert connector["settings"]["baseURL"] == walk.address
        connector["settings"]["baseURL"] = crm.address
        connector |= {"allow": ["127.0.0.0/8"], "http": True}
    installation.config |= {name: value for name, value in shown.items() if name not in ("listen", "keys", "services")}
    installation.add_service("support", [connector["id"] for connector in shown["connectors"]])
    return module_launcher.start(installation).client()


def test_lookups_find_what_the_fixtures_say(walk: Walk, crm: Recorded, client: Client) -> None:
    """Each fixture of the document, asked for by `POST /v1/lookups`: the same callers and grades, by the same requests."""
    connector = walk.configuration["connectors"][0]["id"]
    for name, fixture in walk.fixtures.items():
        before = crm.asked
        answer = client.lookup(fixture["number"])
        assert crm.unexpected == [] and crm.asked - before == len(fixture["requests"]), name
        if "error" in fixture:
            assert outcome(answer, connector) == fixture["error"], name
            continue
        wanted = [expected(finding, walk.address, crm.address) for finding in fixture["findings"]]
        assert outcome(answer, connector) == ("hit" if wanted else "miss"), name
        assert [(match["grade"], match["caller"]) for match in answer["matches"]] == wanted, name


def test_second_lookup_comes_from_the_cache(walk: Walk, crm: Recorded, client: Client) -> None:
    """Who has just been found is not asked for again."""
    found = next(fixture for fixture in walk.fixtures.values() if fixture.get("findings"))
    client.lookup(found["number"])
    before = crm.asked
    answer = client.lookup(found["number"])
    assert report(answer, walk.configuration["connectors"][0]["id"])["cached"] is True and crm.asked == before


def test_connector_passes_its_test(walk: Walk, tmp_path: Path) -> None:
    """`callcard connector test` is content, and prints what the document shows."""
    for path, text in walk.files.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    done = run("connector", "test", walk.folder, folder=tmp_path)
    assert done.returncode == 0, done.stdout.decode()
    assert walk.transcript, "the document does not show the connector's test"
    assert walk.transcript[0] == COMMAND + walk.folder
    assert done.stdout.decode().split("\n")[: len(walk.transcript) - 1] == walk.transcript[1:]


@pytest.mark.parametrize(
    "document",
    [
        "# How to\n\nProse.\n",
        "```yaml\nid: acme\n```\n",
        "```yaml\n# a comment of more words\nid: acme\n```\n",
        "```yaml\n# connectors/acme/connector.yaml\nid: acme\n```\n",
        "```yaml\n# ../acme/connector.yaml\nid: acme\n```\n",
        "```yaml\n# a.yaml\nx: 1\n```\n\n```yaml\n# a.yaml\nx: 2\n```\n",
    ],
)
def test_a_document_without_a_walkthrough_fails(document: str) -> None:
    """No files, no configuration, files outside the folder, one file twice: each is noticed."""
    with pytest.raises((AssertionError, KeyError)):
        Walk.of(document)


def test_files_are_taken_as_they_are() -> None:
    """Comments name the files; in JSON, which has none, that line goes. Other blocks are no files."""
    document = '```yaml\n# a/b.yaml\nx: 1\n```\n```json\n# c.json\n{"y": 2}\n```\n```yaml\nz: 3\n```\n```console\n$ ls\n```\n'
    assert files(document) == {"a/b.yaml": "# a/b.yaml\nx: 1\n", "c.json": '{"y": 2}\n'}
