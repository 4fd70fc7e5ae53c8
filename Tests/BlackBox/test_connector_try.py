"""`callcard connector try`: one question to a configured CRM, step by step, on a terminal only; and programs that do not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.upstream import Upstream, record
from kit.books import anna
from kit.client import outcome
from kit.installation import Installation
from kit.numbers import ANNA, Numbers
from kit.process import Launcher, run
from kit.terminal import run_on_terminal


def installation(launcher: Launcher, upstream: Upstream) -> Installation:
    """A connector `crm` and a book `contacts`, written."""
    made = launcher.installation()
    made.add_connector("crm", upstream.url, upstream.token)
    made.add_book("contacts", [anna()])
    made.add_service("support", ["crm"])
    made.write()
    return made


def change(made: Installation, old: str, new: str) -> None:
    """Changes the manifest of `crm`."""
    path = made.folder / "connectors" / "crm" / "connector.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def ask(made: Installation, *arguments: str, number: str = ANNA, connector: str = "crm") -> tuple[int, str, str]:
    """Tries the connector with a number on standard input."""
    return run_on_terminal(
        "connector", "try", connector, "--config", str(made.config_path), *arguments, folder=made.folder, stdin=number + "\n"
    )


def test_it_shows_every_step(launcher: Launcher, upstream: Upstream) -> None:
    """The request with the token masked, the answer's shape without its content, each program's result, the finding."""
    made = installation(launcher, upstream)
    upstream.know(record(ANNA, "Anna", "Meier", company="ACME AG"))
    status, shown, errors = ask(made)
    assert status == 0, shown + errors
    assert "requests[0]: GET " in shown and "Authorization: ••••" in shown and upstream.token not in shown + errors
    assert "answer: 200, application/json" in shown and "content:" not in shown
    assert "records: 1 record" in shown and 'caller.lastName: "Meier"' in shown and "numbers: [" in shown
    assert shown.index("finds 1:") < shown.index("exact") < shown.index("lastName: Meier")


def test_the_answers_content_is_shown_on_demand(launcher: Launcher, upstream: Upstream) -> None:
    """`--show-answer` adds what came, and nothing secret."""
    made = installation(launcher, upstream)
    upstream.know(record(ANNA, "Anna", "Meier"))
    status, shown, _ = ask(made, "--show-answer")
    assert status == 0 and '"contacts"' in shown.split("content:")[1] and upstream.token not in shown


def test_national_writing_and_nobody(launcher: Launcher, upstream: Upstream) -> None:
    """A national writing is read in `--region`; a CRM that knows nobody is no failure."""
    status, shown, errors = ask(installation(launcher, upstream), "--region", "DE", number="030 23125177")
    assert status == 0 and "finds nobody" in shown, errors


def test_a_national_writing_without_a_region(launcher: Launcher, upstream: Upstream) -> None:
    """Where neither configuration nor option names a region, the option is named."""
    made = installation(launcher, upstream)
    made.config.pop("region")
    made.write()
    status, shown, errors = ask(made, number="030 23125123")
    assert (status, shown) == (65, "") and "--region" in errors and "23125" not in errors


def test_only_on_a_terminal(launcher: Launcher, upstream: Upstream) -> None:
    """In a pipe or file nothing is shown, and nobody is asked."""
    made = installation(launcher, upstream)
    tried = run("connector", "try", "crm", "--config", str(made.config_path), folder=made.folder, stdin=ANNA + "\n")
    assert tried.returncode == 77 and tried.stdout == b"" and b"only on a terminal" in tried.stderr
    assert not upstream.requests


@pytest.mark.parametrize(
    ("connector", "number", "status", "said"),
    [
        ("nope", ANNA, 66, "there is no connector nope; there are: "),
        ("contacts", ANNA, 65, "is an address book"),
        ("crm", "4711", 65, "public network only"),
        ("crm", "hello", 65, "can't be a telephone number"),
    ],
)
def test_clear_errors(launcher: Launcher, upstream: Upstream, connector: str, number: str, status: int, said: str) -> None:
    """What can't be tried is told on standard error, without the number, and nothing is sent."""
    made = installation(launcher, upstream)
    ended, shown, errors = ask(made, connector=connector, number=number)
    assert (ended, shown) == (status, "") and said in errors and number not in errors.replace(connector, "")
    assert not upstream.requests


FAULTS = [
    ("records: .contacts[]", "records: .people[]", "records: cannot iterate over null"),
    ("firstName: .first", "firstName: .first.name", 'caller.firstName: cannot index string with "name"'),
    ("numbers: .phones", "numbers: .last", "numbers: must be an array of texts, is a string"),
    ("company: .company", "company: '{a: .last}'", "caller.company: must be text, a number or null, is an object"),
]


@pytest.mark.parametrize(("old", "new", "fault"), FAULTS)
def test_a_program_that_does_not_fit(launcher: Launcher, upstream: Upstream, old: str, new: str, fault: str) -> None:
    """`try`, `explain` and `/v1/connectors` name the program and what it met, and none of the record's data but `try`."""
    made = installation(launcher, upstream)
    change(made, old, new)
    upstream.know(record(ANNA, "Anna", "Kanarek", company="ACME AG"))
    status, shown, _ = ask(made)
    assert status == 65 and f"ends as badPayload ({fault})" in shown
    server = launcher.start(made)
    operator = server.operator()
    answer = operator.lookup(ANNA, service="support", explain=True)
    assert outcome(answer, "crm") == "badPayload"
    (step,) = [step for step in answer["trace"] if step["kind"] == "ask"]
    assert fault in step["reason"] and "Kanarek" not in step["reason"]
    (state,) = [item for item in operator.get("/v1/connectors").json["items"] if item["id"] == "crm"]
    assert state["state"] == "degraded" and fault in state["detail"] and "Kanarek" not in server.said()


def test_it_is_well_again_after_an_answer_that_is_read(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """The detail stands until the next good answer: one odd record is no trouble for ever."""
    made = installation(launcher, upstream)
    change(made, "firstName: .first", 'firstName: \'if .last == "Odd" then {} else .first end\'')
    odd, plain = numbers(), numbers()
    upstream.know(record(odd, "Anna", "Odd"))
    upstream.know(record(plain, "Ben", "Adler"))
    operator = launcher.start(made).operator()

    def state() -> str:
        return str([item["state"] for item in operator.get("/v1/connectors").json["items"] if item["id"] == "crm"])

    operator.lookup(odd, service="support")
    assert state() == "['degraded']"
    operator.lookup(plain, service="support")
    assert state() == "['ready']"


@pytest.mark.parametrize("program", [".company | nope", "'.company |'", '"{"'])
def test_a_program_that_does_not_compile(tmp_path: Path, program: str) -> None:
    """`connector test` tells file, line and column of what is wrong."""
    assert run("connector", "new", "acme", folder=tmp_path).returncode == 0
    manifest = tmp_path / "connectors" / "acme" / "connector.yaml"
    lines = manifest.read_text().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("  company:"))
    lines[at] = "  company: " + program
    manifest.write_text("\n".join(lines) + "\n")
    tried = run("connector", "test", "connectors/acme", folder=tmp_path)
    mark = "nope" if "nope" in program else "|" if "|" in program else "{"
    assert tried.returncode != 0
    place = f"connector.yaml:{at + 1}:{lines[at].index(mark) + 1}: caller.company: not a usable jq program"
    assert place in tried.stdout.decode()
