"""Fixtures of the black-box tests. Each test or module has servers, folders and ports of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("kit.crm_tests")

from fakes.certificates import Certificates
from fakes.upstream import Upstream
from kit.numbers import Numbers
from kit.process import BINARY, Launcher


LONGEST = [
    "test_non_interference", "test_find_rates",
    "test_forgetting", "test_reload_refused", "test_journal_crash", "test_day_of_calls", "test_journal_faults",
    "test_postponed_lookups", "test_contexts", "test_demo", "test_resilience", "test_process", "test_stream_cuts", "test_detail",
    "test_screenshots", "test_triggers_delivery", "test_bulkhead", "test_map", "test_triggers_kept", "test_stream_ends",
]
"""Files that take a quarter of a minute and more."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first, so that no process is left alone with one of them at the end."""
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


def pytest_sessionstart() -> None:
    """Says at once what is missing, instead of failing in every test."""
    if not BINARY.exists():
        pytest.exit(f"{BINARY} is missing: build it first, or name another one in CALLCARD_BIN", returncode=2)


@pytest.fixture
def launcher(tmp_path: Path) -> Iterator[Launcher]:
    """Starts servers for one test."""
    launcher = Launcher(tmp_path)
    yield launcher
    launcher.close()


@pytest.fixture(scope="module")
def module_launcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launcher]:
    """Starts servers that the tests of a module share."""
    launcher = Launcher(tmp_path_factory.mktemp("module"))
    yield launcher
    launcher.close()


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """A CRM for one test."""
    with Upstream() as upstream:
        yield upstream


@pytest.fixture(scope="module")
def module_upstream() -> Iterator[Upstream]:
    """A CRM that the tests of a module share."""
    with Upstream() as upstream:
        yield upstream


@pytest.fixture(scope="module")
def numbers() -> Numbers:
    """Numbers that no other test of the module uses."""
    return Numbers()


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates, good and bad."""
    return Certificates(tmp_path_factory.mktemp("certificates"))
