"""F11, X17 An operator's trial: mistakes of a configuration, each named by `check` with its place and what to do, as by `serve`."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.contract import REPOSITORY
from kit.mistakes import FILES, KEYS, SERVICES
from kit.more_mistakes import PLACES, SECRETS, SOURCES
from kit.trial import ERROR, REFUSES, Mistake, Trial, edit, fits, several, support

EX_CONFIG = 78
THEMES = {
    "The file": FILES,
    "Keys": KEYS,
    "Services": SERVICES,
    "Ports and places": PLACES,
    "Sources of callers": SOURCES,
    "Secrets and certificates": SECRETS,
}
MISTAKES = [mistake for mistakes in THEMES.values() for mistake in mistakes]
PAGE = REPOSITORY / "docs" / "decisions" / "operators-trial.md"
PLANTED = re.compile("planted", re.IGNORECASE)


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    """A good installation."""
    trial = Trial(tmp_path)
    yield trial
    trial.close()


def test_without_a_mistake(trial: Trial) -> None:
    """What is spoilt below is good before, without a warning, and is served."""
    said = trial.check("--strict")
    assert (said.code, said.findings, said.err) == (0, [], "") and said.out.endswith("the configuration is good\n")
    assert "listening on" in trial.serve().out


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.what)
def test_check_names_it(trial: Trial, mistake: Mistake) -> None:
    """The mistake is found, and nothing else; errors fail, warnings only with `--strict`; no secret is repeated."""
    mistake.spoil(trial)
    said = trial.check()
    assert len(said.findings) == len(mistake.expected), said
    for expected in mistake.expected:
        assert any(fits(expected, found) for found in said.findings), (expected, said.findings)
    assert said.findings == sorted(said.findings, key=lambda line: not line.startswith(ERROR))
    has_error = any(expected.startswith(ERROR) for expected in mistake.expected)
    assert said.code == (EX_CONFIG if has_error else 0), said
    if not has_error:
        assert trial.check("--strict").code == EX_CONFIG
    assert not PLANTED.search(said.out + said.err)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.what)
def test_serve_says_the_same(trial: Trial, mistake: Mistake) -> None:
    """What stops a start stops it with these words; with all else it starts and has them in its log."""
    mistake.spoil(trial)
    said = trial.serve()
    starts = mistake.serve != REFUSES
    assert ("listening on" in said.out) == starts and (said.code == 0) == starts, said
    assert not PLANTED.search(said.out + said.err)
    if mistake.serve == "starts":
        return
    for expected in mistake.expected:
        # The words on port, journal and books stand without the line: those are met when the configuration is read already.
        words = expected.split(": ", 1)[1]
        place = r"^callcard\.yaml:\d+:\d+: (listen: |books\[0\]: book contacts: )?"
        short = re.sub(rf"{place}|, unless it is this server that runs there$", "", words)
        lines = said.err.replace('\\"', '"').splitlines()
        assert any(fits(f"*{words}*", line) or fits(f"*{short}*", line) for line in lines), (words, said)


def test_all_at_once_in_one_order(trial: Trial) -> None:
    """Mistakes in several files are found in one run, errors first, each by file and line, and the same each time."""
    several(
        edit("region: DE", "region: Germany"),
        edit("maxIdle: 4h", 'maxIdle: "5 minutes"'),
        edit("journal: callcard.sqlite", "journal: data/callcard.sqlite"),
        edit("{file: crm.token}", "{file: nowhere.token}"),
        edit("127.0.0.1:0", "0.0.0.0:0"),
        edit("role: sessionService, services: [support]", "role: sessionService, services: [suport]"),
        support("[contacts, crm]", "[contact, crm]"),
        support("{Caller.Number}", "{Caller.Phone}"),
    )(trial)
    (trial.folder / "contacts.csv").unlink()
    said = trial.check()
    assert said.code == EX_CONFIG and said == trial.check()
    places = [re.match(r"(error|warning): (\S+?\.yaml):(\d+)", line) for line in said.findings]
    assert [(place[1], place[2], int(place[3])) for place in places if place] == [
        *[("error", "callcard.yaml", line) for line in (2, 4, 9, 15, 20)],
        *[("error", "services/support.yaml", line) for line in (6, 9)],
        *[("warning", "callcard.yaml", line) for line in (1, 6)],
    ], said
    assert "the configuration has 7 errors and 2 warnings" in said.err


@pytest.mark.skipif(os.geteuid() != 0, reason="rights are taken by running as somebody else")
def test_what_this_user_may_not_read_and_write() -> None:
    """The journal's folder must be writable, and secrets readable, by the user that runs callcard; root may do all."""
    nobody = 65_534
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder))
        os.chmod(folder, 0o755)
        (trial.folder / "data").mkdir()
        for path in trial.folder.glob("*.*"):
            os.chown(path, nobody, nobody)
        os.chown(trial.folder / "crm.token", 0, 0)
        trial.edit("journal: callcard.sqlite", "journal: data/callcard.sqlite")
        said = trial.check(user=nobody)
        journal = "is in a folder that this user may not write in; give the folder to the user that runs callcard"
        token = "its file may not be read by this user; give it to the user that runs callcard, with chmod 600"
        assert said.code == EX_CONFIG and said.findings == [
            f"error: callcard.yaml:4:10: journal data/callcard.sqlite: {journal}",
            f"error: callcard.yaml:15:14: connectors[0].settings.token: {token}",
        ], said
        assert f"callcard.yaml:15:14: connectors[0].settings.token: {token}" in trial.serve(user=nobody).err
        os.chown(trial.folder / "crm.token", nobody, nobody)
        assert f"journal data/callcard.sqlite: {journal}" in trial.serve(user=nobody).err


def page() -> str:
    """The page that tells of the trial."""
    lines = [
        "# An operator's trial",
        "",
        "Mistakes that a configuration may have, what `callcard check` says of each, and what helps. `Tests/BlackBox/test_operators_trial.py` makes every one of them in a",
        "good installation and runs `check` and `serve` on it; `CALLCARD_WRITE_TRIAL=1` writes this page anew from its table. `*` stands for what differs from run to run.",
        "",
        "*Refuses to start*: `serve` ends with the same words. *Starts without that part*, *starts, and warns*: it runs, with the same words in its log. *Starts*: only `check` looks.",
        "Why some errors stop a start and others don't: [configuration.md](configuration.md).",
    ]
    number = 0
    for theme, mistakes in THEMES.items():
        lines += ["", f"## {theme}", "", "| # | Mistake | `callcard check` | What to do | `serve` |", "|---|---|---|---|---|"]
        for mistake in mistakes:
            number += 1
            said = f"{mistake.kind}: {mistake.message}".replace("|", "\\|")
            lines.append(f"| {number} | {mistake.what} | `` {said} `` | {mistake.do} | {mistake.serve} |")
    return "\n".join(lines) + "\n"


def test_the_page_is_this_table() -> None:
    """The page in the documentation tells of these mistakes, and of no other."""
    if os.environ.get("CALLCARD_WRITE_TRIAL"):
        PAGE.write_text(page())
    assert PAGE.read_text() == page() and len(MISTAKES) >= 50
