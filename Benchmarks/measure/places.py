"""Where things are."""

from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent.parent
ROOT = BENCHMARKS.parent
CALLCARD = ROOT / ".build" / "release" / "callcard"
MANIFESTS = BENCHMARKS / "manifests"
REPORT = ROOT / "docs" / "benchmarks.md"


def program(name: str) -> Path:
    """A program of the Benchmarks package."""
    return BENCHMARKS / ".build" / "release" / name
