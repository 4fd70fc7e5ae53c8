"""C11 Prometheus 2, as Debian has it, reads a server of ours with the manual's configuration, and its rules see what happens there."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kit import manual, metric_list, team
from kit.contract import REPOSITORY
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.waiting import until
from servers.serving import Server, free_port, require

FOLDER = REPOSITORY / ".prometheus" / "usr" / "bin"


@pytest.fixture(scope="module")
def server(launcher: Launcher) -> Callcard:
    """A server with a book and a journal."""
    return launcher.start(team.installation(launcher))


def configuration(server: Callcard) -> dict[str, Any]:
    """What the manual says, for this server, and quicker."""
    (block,) = [block for page in manual.pages() for block in manual.blocks_of(page) if block.text.startswith("# prometheus.yml\n")]
    return yaml.safe_load(block.text.replace("127.0.0.1:8080", f"127.0.0.1:{server.port}")) | {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(manual.DOCS / "operations" / "alerts.yaml")],
    }


class Prometheus:
    """Its interface."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def get(self, path: str, **query: str) -> Any:
        """The data of an answer."""
        with urllib.request.urlopen(f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(query)}", timeout=10) as answer:
            return json.load(answer)["data"]

    def value(self, query: str) -> float | None:
        """The one value of a query; `None` where there is none."""
        found = self.get("query", query=query)["result"]
        return float(found[0]["value"][1]) if found else None


@pytest.fixture(scope="module")
def prometheus(server: Callcard, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """A Prometheus that reads the server."""
    require("prometheus", str(FOLDER / "prometheus"), str(FOLDER / "promtool"))
    folder, port = tmp_path_factory.mktemp("prometheus"), free_port()
    (folder / "prometheus.yml").write_text(yaml.safe_dump(configuration(server)))
    command = [str(FOLDER / "prometheus"), "--config.file=prometheus.yml", "--storage.tsdb.path=data"]
    process = Server([*command, f"--web.listen-address=127.0.0.1:{port}"], port, folder)
    process.start()
    try:
        yield Prometheus(port)
    finally:
        process.stop()


def test_it_reads_all(server: Callcard, prometheus: Prometheus) -> None:
    """The target is up, and each metric has the type that the manual lists."""
    server.client().lookup(ANNA, service="support")
    until(lambda: prometheus.value('up{job="callcard"}') == 1, "the server is read", seconds=30)
    until(lambda: prometheus.value('callcard_lookups_total{status="resolved"}') == 1, "the lookup is counted", seconds=30)
    listed = metric_list.listed()
    told = {entry["metric"]: entry["type"] for entry in prometheus.get("targets/metadata") if entry["metric"].startswith("callcard_")}
    assert len(told) > 25 and told == {name: listed[name].kind for name in told}


def test_rules_see_what_happens(server: Callcard, prometheus: Prometheus) -> None:
    """All rules are taken; the one of refused reloads waits for its time once one was refused."""
    rules = [rule for group in prometheus.get("rules")["groups"] for rule in group["rules"]]
    assert len(rules) == len(yaml.safe_load(Path(manual.DOCS / "operations" / "alerts.yaml").read_text())["groups"][0]["rules"])
    until(lambda: all(rule["health"] != "unknown" for rule in prometheus.get("rules")["groups"][0]["rules"]), "a turn", seconds=30)
    assert [rule["lastError"] for rule in prometheus.get("rules")["groups"][0]["rules"] if rule["health"] == "err"] == []
    assert prometheus.get("alerts")["alerts"] == []
    server.installation.config["colour"] = "red"
    server.installation.write()
    assert server.operator().post("/v1/reload").status == 422
    until(
        lambda: ["CallcardReloadRefused"] == [alert["labels"]["alertname"] for alert in prometheus.get("alerts")["alerts"]],
        "the alert is pending",
        seconds=30,
    )
