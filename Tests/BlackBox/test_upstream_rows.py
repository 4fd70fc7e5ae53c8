"""Every row A1–A30 of what upstreams may do has a test by its name."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROWS = [f"A{number}" for number in range(1, 31)]


def names() -> dict[str, set[str]]:
    """Per row, the tests that carry its id: in their name, their docstring, or one of their parameters' ids."""
    found: dict[str, set[str]] = {row: set() for row in ROWS}
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        if path == Path(__file__):
            continue
        tree = ast.parse(path.read_text())
        tests = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
        for test in tests:
            text = f"{test.name.replace('_', ' ').upper()} {ast.get_docstring(test) or ''}"
            for row in set(re.findall(r"\bA\d+\b", text)) & set(ROWS):
                found[row].add(test.name)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and (row := re.match(r"(A\d+) \S", node.value)):
                found.setdefault(row[1], set()).add(path.name)
    return found


@pytest.mark.parametrize("row", ROWS)
def test_each_row_has_a_test(row: str) -> None:
    """A row nobody tests is a promise nobody keeps."""
    assert names()[row], f"no test carries {row}"
