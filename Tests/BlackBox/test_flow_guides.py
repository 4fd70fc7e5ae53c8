"""C3 What the guides for flow makers promise: their links lead somewhere, their lists are whole, their code works."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook

from kit import contract, links

DOCS = contract.REPOSITORY / "docs"
GUIDES = [DOCS / "flows.md", *sorted((DOCS / "flows").iterdir())]
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_c3_links_lead_somewhere(guide: Path) -> None:
    """C3: to files of the project, and to headings that they have."""
    assert links.broken(guide) == []


def test_c3_every_event_is_explained() -> None:
    """C3: all that a flow can be told of, in the contract's order, and nothing else."""
    table = (DOCS / "flows.md").read_text().partition("## What a flow is told")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == contract.DOCUMENT["components"]["schemas"]["TaskEvent"]["enum"]


def test_c3_errors_are_those_of_the_document() -> None:
    """C3: no word that the server does not use."""
    table = (DOCS / "flows.md").read_text().partition("## What errors mean")[2].partition("\n## ")[0]
    words = {word for line in re.findall(r"^\| (\d{3} .*?) \|", table, re.MULTILINE) for word in re.findall(r"`(\w+)`", line)}
    assert len(words) > 10 and words <= set(contract.DOCUMENT["components"]["schemas"]["ErrorCode"]["enum"])


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_c3_json_is_json(guide: Path) -> None:
    """C3: what stands there to be copied can be read."""
    for block in re.findall(r"```json\n(.*?)```", guide.read_text(), re.DOTALL):
        json.loads(block)


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node to run n8n's code with")
@pytest.mark.parametrize(
    "fault, is_good",
    [("none", True), ("second of two", True), *[(fault, False) for fault in ("body", "id", "signature", "v2", "old")]],
)
def test_c3_n8n_checks_the_signature(fault: str, is_good: bool) -> None:
    """C3: the guide's code takes what is signed as Standard Webhooks, also among other signatures, and nothing else."""
    (code,) = re.findall(r"```js\n(.*?)```", (DOCS / "flows" / "n8n.md").read_text(), re.DOTALL)
    now = datetime.now(UTC) - timedelta(minutes=10 if fault == "old" else 0)
    body = json.dumps({"taskId": "c-4711", "serviceDisplayName": "Zürich"}, ensure_ascii=False)
    signature = Webhook(SECRET).sign("m-1", now, body)
    others = {"second of two": f"v1,AAAA {signature}", "signature": "v1,AAAA", "v2": signature.replace("v1", "v2")}
    headers = {
        "webhook-id": "m-2" if fault == "id" else "m-1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": others.get(fault, signature),
    }
    given = {"headers": headers, "body": body + " " if fault == "body" else body, "secret": SECRET}
    script = f"""
        const given = {json.dumps(given)};
        const node = {{ helpers: {{ getBinaryDataBuffer: async () => Buffer.from(given.body) }} }};
        const run = async function ($input, $env) {{ {code} }};
        run.call(node, {{ first: () => ({{ json: {{ headers: given.headers }} }}) }}, {{ CALLCARD_SECRET: given.secret }})
            .then((items) => console.log(JSON.stringify(items)));
    """
    done = subprocess.run(["node", "--eval", script], capture_output=True, text=True, timeout=20)
    assert (done.returncode == 0) == is_good, done.stderr
    if is_good:
        assert json.loads(done.stdout) == [{"json": {"taskId": "c-4711", "serviceDisplayName": "Zürich", "webhookId": "m-1"}}]
    else:
        assert "not from Callcard" in done.stderr
