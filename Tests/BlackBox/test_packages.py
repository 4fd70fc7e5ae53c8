"""C13 The Debian packages that are named: what `Scripts/prepare` installs to build with, and the manual to run with.

`Scripts/try-bare` tries both in trees that have nothing else; this finds what a new include or library needs within a second.
"""

from __future__ import annotations

import os
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


def prepared(folder: Path, *, user: int = 1000, sudo: bool = True, there: bool = False) -> subprocess.CompletedProcess[str]:
    """`Scripts/prepare build` on a machine of our imagination; what it runs as root is in `folder/ran`."""
    say_all = 'shift 2; for name; do echo "installed $name"; done'
    programs = {
        "swift": "",
        "id": f"echo {user}",
        "dpkg-query": say_all if there else "exit 1",
        "apt-get": f'echo "$DEBIAN_FRONTEND $*" >>"{folder}/ran"',
    }
    if sudo:
        # As the real one: no variables are passed on.
        programs["sudo"] = f'echo sudo >>"{folder}/ran"; exec env -i PATH="$PATH" "$@"'
    for name, text in programs.items():
        path = folder / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/bash\n{text}\n")
        path.chmod(0o755)
    for name in ("bash", "env", "dirname", "grep", "mktemp", "rm", "tail"):
        (folder / "bin" / name).symlink_to(str(shutil.which(name)))
    return subprocess.run(
        [REPOSITORY / "Scripts" / "prepare", "build"],
        env={"PATH": str(folder / "bin"), "TMPDIR": os.environ.get("TMPDIR", "/tmp")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("user, before", [(0, []), (1000, ["sudo"])])
def test_what_is_missing_is_installed(tmp_path: Path, user: int, before: list[str]) -> None:
    """As root, and by sudo: it says what, updates apt's lists first, and asks nothing."""
    done = prepared(tmp_path, user=user)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("installing Debian packages: ca-certificates git g++ ") and "libsqlite3-dev" in done.stdout
    ran = (tmp_path / "ran").read_text().splitlines()
    packages = done.stdout.split(": ")[1].strip()
    install = f"noninteractive install -y -qq --no-install-recommends {packages}"
    assert ran == [*before, "noninteractive update -qq", *before, install]


def test_without_sudo_the_command_is_told(tmp_path: Path) -> None:
    """Nobody is left to guess what root is to do."""
    done = prepared(tmp_path, sudo=False)
    assert done.returncode == 1 and "run as root: apt-get install --no-install-recommends ca-certificates git" in done.stderr


def test_nothing_is_said_when_all_is_there(tmp_path: Path) -> None:
    """It runs before every target."""
    done = prepared(tmp_path, there=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "") and not (tmp_path / "ran").exists()
