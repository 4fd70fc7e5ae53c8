"""Ten CRMs in one process, of which three fail now and then, each time in another way. Start it with `python -m fakes.crowd`.

A process of its own, so that a test that measures need not answer. It prints the ten ports, and ends with its standard input.
"""

from __future__ import annotations

import random
import sys
from contextlib import ExitStack

from fakes import faults
from fakes.upstream import Behaviour, Exchange, Upstream

COUNT, FAULTY = 10, 3
KINDS: list[Behaviour] = [
    faults.silence,
    faults.hang_in_headers,
    faults.hang_in_body,
    faults.drip(0.05),
    faults.sliced(8, 0.02),
    faults.cut(-20),
    faults.cut(-20, "rst"),
    faults.chunked_without_end,
    faults.unheard,
    faults.body(b"<html>", "text/html"),
    faults.body(b"[" * 10_000),
    faults.huge_length,
    faults.long_header(),
    faults.status(302, Location="/elsewhere"),
    faults.status(404),
    faults.status(500),
    faults.slow(0.25),
    faults.slow(1.0),
]
RARE: list[Behaviour] = [faults.status(429, Retry_After="1"), faults.status(503, Retry_After="1")]
"""What a connector takes as a reason not to ask for a second: often, and the other faults would hardly be met."""


class Moody:
    """A random fault for a part of the requests, a proper answer for the rest; the same ones in each run."""

    def __init__(self, share: float, seed: int) -> None:
        self._share, self._random = share, random.Random(seed)

    def __call__(self, exchange: Exchange) -> None:
        is_bad = self._random.random() < self._share
        kinds = RARE if self._random.random() < 0.01 else KINDS
        (self._random.choice(kinds) if is_bad else exchange.upstream.proper)(exchange)


def main() -> None:
    share = float(sys.argv[1]) if len(sys.argv) > 1 else 0.4
    with ExitStack() as stack:
        upstreams = [stack.enter_context(Upstream()) for _ in range(COUNT)]
        for index, upstream in enumerate(upstreams[:FAULTY]):
            upstream.fault = Moody(share, index)
        print(*(upstream.port for upstream in upstreams), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
