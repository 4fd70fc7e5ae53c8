"""`Scripts/bench [--quick] [--report] [start|book|cached|burst|calls|page|pushed|flows]…`"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from measure import book, burst, cached, calls, flows, machine, page, pushed, report, start
from measure.progress import Progress

MEASUREMENTS = {"start": start.measure, "book": book.measure, "cached": cached.measure, "burst": burst.measure,
                "calls": calls.measure, "page": page.measure, "pushed": pushed.measure, "flows": flows.measure}


def main() -> None:
    parser = argparse.ArgumentParser(prog="Scripts/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds: about a minute instead of five")
    parser.add_argument("--report", action="store_true", help="write the figures into docs/benchmarks.md")
    parser.add_argument("only", nargs="*", metavar="|".join(MEASUREMENTS), help="measure only these")
    options = parser.parse_args()
    if unknown := set(options.only) - set(MEASUREMENTS):
        parser.error(f"there is no measurement {', '.join(sorted(unknown))}")
    if options.report and (options.quick or options.only):
        parser.error("a report needs all measurements in full")
    about = machine.description()
    print("\n".join(about), flush=True)
    parts = []
    folder = Path(tempfile.mkdtemp(prefix="callcard-bench-"))
    try:
        for name in options.only or MEASUREMENTS:
            with Progress(name), machine.Noise() as noise:
                part = MEASUREMENTS[name](folder, options.quick)
            part.noise = noise.text
            parts.append(part)
            print(report.terminal(part), flush=True)
    finally:
        shutil.rmtree(folder)
    if options.report:
        report.write(about, parts)
        print(f"\nwritten to {report.places.REPORT.relative_to(report.places.ROOT)}")


if __name__ == "__main__":
    main()
