"""What was measured, beside what was wanted."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    what: str
    measured: str
    target: str = ""
    met: bool | None = None
    """`None` where there is nothing to meet: a figure that explains another one."""


@dataclass
class Part:
    """The figures of one measurement."""

    title: str
    figures: list[Figure] = field(default_factory=list)
    noise: str = ""

    def add(self, what: str, measured: str, target: str = "", met: bool | None = None) -> None:
        self.figures.append(Figure(what, measured, target, met))

    def at_most(self, what: str, value: float, limit: float, show: str) -> None:
        """A figure that should not exceed `limit`; `show` formats both."""
        self.add(what, show.format(value), "≤ " + show.format(limit), value <= limit)

    def at_least(self, what: str, value: float, limit: float, show: str) -> None:
        self.add(what, show.format(value), "≥ " + show.format(limit), value >= limit)


def spread(values: list[float], show: str) -> str:
    """The median with the range: `1.90 (1.85–2.10)`."""
    ordered = sorted(values)
    middle = (ordered[len(ordered) // 2] + ordered[(len(ordered) - 1) // 2]) / 2
    return f"{show.format(middle)} ({show.format(ordered[0])}–{show.format(ordered[-1])})"
