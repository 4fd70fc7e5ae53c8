"""The figures as a table for a terminal and as Markdown."""

from __future__ import annotations

from measure import places
from measure.figure import Figure, Part

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def verdict(figure: Figure) -> str:
    return "" if figure.met is None else "met" if figure.met else "MISSED"


def terminal(part: Part) -> str:
    """One part as a table."""
    rows = [(figure.what, figure.measured, figure.target, verdict(figure)) for figure in part.figures]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["", part.title]
    for row in rows:
        lines.append("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return "\n".join([*lines, f"  ({part.noise})"])


def markdown(machine: list[str], parts: list[Part]) -> str:
    lines = [*(f"- {line}" for line in machine), ""]
    for part in parts:
        lines += [f"### {part.title}", "", "| What | Measured | Wanted | |", "|---|---|---|---|"]
        for figure in part.figures:
            lines.append(f"| {figure.what} | {figure.measured} | {figure.target} | {verdict(figure).lower()} |")
        lines += ["", f"{part.noise[0].upper()}{part.noise[1:]}.", ""]
    return "\n".join(lines).rstrip()


def write(machine: list[str], parts: list[Part]) -> None:
    """Puts the figures between the two marks of docs/benchmarks.md; the words around them stay."""
    text = places.REPORT.read_text()
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"bench: {places.REPORT.name} has lost its marks {BEGIN} and {END}")
    places.REPORT.write_text(f"{before}{BEGIN}\n{markdown(machine, parts)}\n{END}{after}")
