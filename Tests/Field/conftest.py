"""What the field tests share: `callcard serve` beside servers that nobody here wrote. Each module has servers of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kit.process import BINARY, Launcher


def pytest_sessionstart() -> None:
    """Says at once what is missing, instead of failing in every test."""
    if not BINARY.exists():
        pytest.exit(f"{BINARY} is missing: build it first, or name another one in CALLCARD_BIN", returncode=2)


@pytest.fixture(scope="module")
def launcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launcher]:
    """Starts servers of ours that the tests of a module share."""
    launcher = Launcher(tmp_path_factory.mktemp("callcard"))
    yield launcher
    launcher.close()
