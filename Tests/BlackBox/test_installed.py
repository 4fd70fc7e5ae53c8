"""C13 D17 The installed program: where it finds its own data, its variables, and what it is called in lists of processes."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from kit import process
from kit.contract import REPOSITORY
from kit.installation import Installation
from kit.numbers import ANNA
from kit.process import Launcher

EX_NOINPUT = 66


@pytest.fixture
def installation(launcher: Launcher) -> Installation:
    """A book and a service."""
    installation = launcher.installation()
    installation.add_support()
    return installation


def installed(path: Path) -> Path:
    """The program at another place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(process.BINARY.resolve(), path)
    except OSError:
        shutil.copy2(process.BINARY, path)
    return path


def connectors(share: Path, *ids: str) -> Path:
    """Puts some of the project's connectors into `share`."""
    for name in ids:
        shutil.copytree(REPOSITORY / "connectors" / name, share / "connectors" / name)
    return share


def offered(binary: Path, folder: Path, **variables: str) -> list[str]:
    """The connectors that `connector test` finds by itself."""
    done = process.run("connector", "test", folder=folder, binary=binary, timeout=300, **variables)
    assert done.returncode in (0, EX_NOINPUT), done.stderr.decode()
    return [line.split()[1] for line in done.stdout.decode().splitlines() if not line.startswith(" ")]


@pytest.mark.parametrize(
    "program, share",
    [
        ("opt/callcard/callcard", "opt/callcard"),
        ("opt/callcard/bin/callcard", "opt/callcard/share/callcard"),
        ("usr/local/bin/callcard", "usr/local/share/callcard"),
        ("usr/lib/callcard/bin/callcard", "usr/share/callcard"),
    ],
)
def test_it_finds_its_connectors(tmp_path: Path, program: str, share: str) -> None:
    """Beside itself, in `../share/callcard` of its folder and of those above; also when started by a link from elsewhere."""
    binary = installed(tmp_path / program)
    connectors(tmp_path / share, "rest")
    assert offered(binary, tmp_path) == ["rest"]
    link = tmp_path / "link"
    link.symlink_to(binary)
    assert offered(link, tmp_path) == ["rest"]


def test_it_finds_those_of_the_system(tmp_path: Path) -> None:
    """In `/usr/share/callcard`, wherever the program is. Tried in a mount namespace, where `/usr/share` is a folder of the test's."""
    binary = installed(tmp_path / "bin" / "callcard")
    connectors(tmp_path / "system" / "callcard", "rest")
    command = 'mount --bind "$1" /usr/share && shift && exec "$@"'
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", command, "sh", tmp_path / "system", binary, "connector", "test"],
        cwd=tmp_path,
        env=process.environment(tmp_path, tmp_path),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"no mount namespace to be had: {done.stderr.strip()}")
    assert done.returncode == 0 and done.stdout.startswith("✔ rest\n"), done.stderr


def test_own_manifests_beside_the_program_hide_none(tmp_path: Path) -> None:
    """Whoever keeps manifests of their own in `connectors` beside the program still has those that are installed."""
    binary = installed(tmp_path / "home" / "callcard")
    made = process.run("connector", "new", "acme", folder=tmp_path / "home", binary=binary)
    assert made.returncode == 0
    connectors(tmp_path / "share" / "callcard", "rest")
    assert offered(binary, tmp_path) == ["acme", "rest"]


def test_a_named_place_counts_alone(tmp_path: Path) -> None:
    """`CALLCARD_SHARE` names the folder that `connectors` is in; an empty one is none."""
    binary = installed(tmp_path / "bin" / "callcard")
    connectors(tmp_path / "share" / "callcard", "rest")
    elsewhere = connectors(tmp_path / "elsewhere", "odoo")
    assert offered(binary, tmp_path, CALLCARD_SHARE=str(elsewhere)) == ["odoo"]
    assert offered(binary, tmp_path, CALLCARD_SHARE="") == ["rest"]
    done = process.run("connector", "test", folder=tmp_path, binary=binary, CALLCARD_SHARE=str(tmp_path / "nowhere"))
    assert done.returncode == EX_NOINPUT and b"CALLCARD_SHARE" in done.stderr


def test_connectors_that_are_not_installed_are_told_of(tmp_path: Path, installation: Installation) -> None:
    """A program that was copied alone says what is missing, and how to help it."""
    installation.config["connectors"] = [{"id": "zammad", "settings": {"baseURL": "https://crm.example"}}]
    installation.write()
    (tmp_path / "share").mkdir()
    done = process.run("check", folder=installation.folder, CALLCARD_SHARE=str(tmp_path / "share"))
    assert done.returncode == 78 and b"not installed here; CALLCARD_SHARE" in done.stderr + done.stdout


@pytest.mark.parametrize("value, code", [("callcard.yaml", 0), ("", 0), ("nowhere.yaml", 78)])
def test_the_configuration_may_be_named_by_a_variable(installation: Installation, value: str, code: int) -> None:
    """`CALLCARD_CONFIG` is used where `--config` is not; an empty one is none."""
    installation.write()
    done = process.run("check", folder=installation.folder, CALLCARD_CONFIG=value)
    assert done.returncode == code, done.stderr.decode()
    named = process.run("check", "--config", "callcard.yaml", folder=installation.folder, CALLCARD_CONFIG="nowhere.yaml")
    assert named.returncode == 0


def names(pid: int) -> tuple[str, str]:
    """What `ps -o comm` and the first word of `ps -o args` show."""
    arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return Path(f"/proc/{pid}/comm").read_text().strip(), arguments[0].decode()


def test_it_has_a_name(launcher: Launcher, installation: Installation, tmp_path: Path) -> None:
    """`ps`, `pgrep` and `killall` know it by the name it was started by; replacing the file changes nothing."""
    binary = installed(tmp_path / "bin" / "callcard")
    link = tmp_path / "front-desk"
    link.symlink_to(binary)
    for path, name in ((binary, "callcard"), (link, "front-desk")):
        server = launcher.start(installation, path)
        assert names(server.process.pid) == (name, str(path))
        assert server.client().lookup(ANNA)["status"] == "resolved"
    installed(tmp_path / "new").replace(binary)
    assert names(server.process.pid) == ("front-desk", str(link))


def test_a_file_that_is_gone_has_a_name(tmp_path: Path, installation: Installation) -> None:
    """Started from a file without a name, as an upgrade in that very moment leaves it."""
    binary = tmp_path / "callcard"
    shutil.copy2(process.BINARY, binary)
    with binary.open("rb") as file:
        binary.unlink()
        running = subprocess.Popen(
            ["callcard", "serve", "--config", installation.write()],
            executable=f"/proc/self/fd/{file.fileno()}",
            pass_fds=[file.fileno()],
            cwd="/",
            env=process.environment(tmp_path, tmp_path),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    try:
        assert running.stdout and b"listening on" in running.stdout.readline()
        assert names(running.pid) == ("callcard", "callcard")
    finally:
        running.terminate()
        assert running.wait(8) == 0
