"""C5 The links that a connector's README offers for context templates: each is a good template and gives a link."""

from __future__ import annotations

import re

import pytest

from kit.contract import REPOSITORY
from kit.process import Callcard, Launcher

SECTION = re.compile(r"^## Links\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
ROW = re.compile(r"^\| ([^|]+) \| `(https://[^`]+)` \|$", re.MULTILINE)


def offered() -> list[tuple[str, str, str]]:
    """Connector, purpose and template of each row of each README's section *Links*."""
    rows: list[tuple[str, str, str]] = []
    for readme in sorted((REPOSITORY / "connectors").glob("*/README.md")):
        for section in SECTION.findall(readme.read_text()):
            rows += [(readme.parent.name, purpose, template) for purpose, template in ROW.findall(section)]
    return rows


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """A service; the preview fills in the examples of `docs/templates.md`."""
    installation = module_launcher.installation()
    installation.add_support()
    return module_launcher.start(installation)


@pytest.mark.parametrize("connector, purpose, template", offered(), ids=lambda text: str(text)[:40])
def test_link(server: Callcard, connector: str, purpose: str, template: str) -> None:
    """No error and no weak spot, and a link that holds what the purpose needs. Not every CRM takes values for a new record."""
    answer = server.operator().post("/v1/templates/preview", {"template": template, "service": "support"})
    problems = {problem["code"] for problem in answer.json["problems"]} - ({"noVariable"} if purpose == "create" else set())
    assert answer.status == 200 and not problems, (connector, answer.json)
    assert answer.json["url"].startswith("https://") and "{" not in answer.json["url"]
    if purpose.startswith("search"):
        assert "23125123" in answer.json["url"]


def test_every_kind_of_link_is_offered() -> None:
    """Where a README offers links, it has one for a record, and says so for search and creation."""
    for name in {connector for connector, _, _ in offered()}:
        purposes = [purpose for connector, purpose, _ in offered() if connector == name]
        assert any(purpose.startswith("open ") for purpose in purposes), name
        assert len(purposes) == len(set(purposes)), name
