"""C11 The alert rules: over metrics that there are, each tried by promtool, each with a line that says what to do first."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from kit import manual, metric_list
from kit.contract import REPOSITORY

FOLDER = manual.DOCS / "operations"
SELECTOR = re.compile(r"(callcard_\w+)(?:\{([^}]*)\})?")
SUFFIX = re.compile(r"_(?:bucket|sum|count)$")


def rules() -> dict[str, dict[str, Any]]:
    """The rules by their alert's name."""
    groups = yaml.safe_load((FOLDER / "alerts.yaml").read_text())["groups"]
    found = [rule for group in groups for rule in group["rules"]]
    assert len({rule["alert"] for rule in found}) == len(found)
    return {rule["alert"]: rule for rule in found}


def tries() -> dict[str, list[bool]]:
    """Of each alert what promtool's tests expect: whether it speaks."""
    found: dict[str, list[bool]] = {}
    for test in yaml.safe_load((FOLDER / "alerts-test.yaml").read_text())["tests"]:
        for case in test["alert_rule_test"]:
            found.setdefault(case["alertname"], []).append(bool(case["exp_alerts"]))
    return found


def promtool() -> Path | None:
    """Prometheus' own checker: installed, or unpacked by `Scripts/prepare field`."""
    unpacked = REPOSITORY / ".prometheus" / "usr" / "bin" / "promtool"
    installed = shutil.which("promtool")
    return Path(installed) if installed else unpacked if unpacked.exists() else None


def test_rules_are_over_metrics_that_there_are() -> None:
    """No rule waits for a metric, a label or a value that the server does not have."""
    listed = metric_list.listed()
    for alert, rule in rules().items():
        selectors = SELECTOR.findall(rule["expr"])
        assert selectors or rule["expr"].startswith("up{job="), alert
        for name, matchers in selectors:
            metric = listed.get(name) or listed[SUFFIX.sub("", name)]
            for label, operator, value in re.findall(r'(\w+)(=~|!~|!=|=)"([^"]*)"', matchers):
                assert label in metric.labels or label == "le" and metric.kind == "histogram", (alert, name, label)
                words = value.split("|") if "~" in operator else [value]
                assert label == "le" or metric.is_open(label) or set(words) <= metric.labels[label], (alert, name, value)


def test_each_rule_is_tried() -> None:
    """Each speaks in one case of promtool's and is silent in another."""
    assert len(rules()) >= 5 and tries().keys() == rules().keys()
    for alert, cases in tries().items():
        assert set(cases) == {True, False}, alert


def test_each_alert_has_a_line_of_what_to_do() -> None:
    """Its section begins with that, in bold, and its annotation leads there; it has a summary, an effect and a severity."""
    sections = dict(re.findall(r"^## (\w+)\n\n(.+)$", (FOLDER / "alerts.md").read_text(), re.MULTILINE))
    assert sections.keys() == rules().keys()
    for alert, rule in rules().items():
        assert sections[alert].startswith("**"), alert
        assert set(rule["annotations"]) == {"summary", "effect", "runbook"}
        assert rule["annotations"]["runbook"] == f"alerts.md#{alert.lower()}"
        assert rule["labels"] in ({"severity": "page"}, {"severity": "ticket"})


@pytest.mark.skipif(promtool() is None, reason="needs promtool; Scripts/prepare field unpacks it")
def test_promtool() -> None:
    """Prometheus reads the rules, and finds that they speak and are silent as they should; the manual shows so."""
    ((command, shown),) = manual.block("promtool").steps
    program = str(promtool())
    for arguments in (["check", "rules", "alerts.yaml"], command.split()[1:]):
        done = subprocess.run([program, *arguments], cwd=FOLDER, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0 and "SUCCESS" in done.stdout, done.stdout + done.stderr
    assert [line.strip() for line in shown] == ["SUCCESS"]
