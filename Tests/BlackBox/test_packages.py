"""The Debian packages that are named: what `Scripts/prepare` installs to build with, and the manual to run with.

`Scripts/try-bare` tries both in trees that have nothing else; this finds what a new include or library needs within a second.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kit.contract import REPOSITORY
from kit.process import BINARY

pytestmark = pytest.mark.skipif(shutil.which("dpkg") is None, reason="needs Debian's dpkg")

COMPILER = {"libc6-dev", "linux-libc-dev"}
"""What `g++` brings, beside headers of its own that are elsewhere."""
SMALLEST = {"libc6", "libgcc-s1"}
"""In each Debian tree."""


def packages(names: set[str], *folders: str) -> dict[str, str]:
    """The package of each of these files, as far as they are in `folders`; without those that are in no package."""
    paths = {str(path): name for name in names for folder in folders for path in Path("/").glob(f"{folder}/{name}")}
    done = subprocess.run(["dpkg", "--search", *paths], capture_output=True, text=True, check=False)
    found = [line.split(": ", 1) for line in done.stdout.splitlines()]
    return {paths[path]: package.split(":")[0] for package, path in found if path in paths}


def test_every_header_has_its_package() -> None:
    """What C and C++ sources include, and what GRDB includes, is in a package that `Scripts/prepare` names."""
    named = set(re.findall(r"[a-z0-9+.-]+", (REPOSITORY / "Scripts" / "prepare").read_text()))
    sources = [path for path in (REPOSITORY / "Sources").rglob("*") if path.suffix in (".c", ".h", ".cpp", ".hpp")]
    headers = {header for path in sources for header in re.findall(r"#include <([^>]+)>", path.read_text())} | {"sqlite3.h"}
    assert len(headers) > 20
    found = packages(headers, "usr/include", "usr/include/*-linux-gnu")
    assert {"curl/curl.h", "sqlite3.h"} <= found.keys()
    assert {header: package for header, package in found.items() if package not in named | COMPILER} == {}


def test_every_library_has_its_package() -> None:
    """What the program loads is in a package of docs/installation.md, but for Swift's runtime, which release builds hold."""
    if shutil.which("readelf") is None:
        pytest.skip("needs readelf, of binutils")
    text = (REPOSITORY / "docs" / "installation.md").read_text()
    named = set(re.findall(r"^apt-get install --no-install-recommends (.*)$", text, re.MULTILINE)[0].split())
    dynamic = subprocess.run(["readelf", "--dynamic", BINARY], capture_output=True, text=True, check=True).stdout
    libraries = set(re.findall(r"\(NEEDED\).*\[(.+)\]", dynamic))
    found = packages(libraries, "usr/lib/*-linux-gnu")
    assert "libcurl.so.4" in found
    assert {library: package for library, package in found.items() if package not in named | SMALLEST} == {}
    if "release" in str(BINARY.resolve()):
        assert [library for library in libraries if "swift" in library or "Foundation" in library] == []
