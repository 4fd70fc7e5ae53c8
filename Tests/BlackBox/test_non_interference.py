"""X: what a team sees does not depend on what strangers do on the same server, but for books and connectors that both may use.

Sequences of calls are drawn from the document. Blue's calls run alone on one server, and with red's between them on another; the two
share sessions, numbers, tags, webhook ids and all other ids on purpose, and all that blue is answered, told and asked for must be the
same. The long form is `long/non_interference.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.call_generator import OPERATIONS
from kit.non_interference import Search

SEQUENCES = 200
BY_BROWSER = {"DELETE /v1/login-sessions/{id}"}
"""Operations that take somebody who has signed in by a browser, which no call of the document does: `test_sign_in_cookies.py`."""


@pytest.mark.timeout(900)
def test_what_blue_sees_does_not_depend_on_red(tmp_path: Path) -> None:
    """200 sequences; each operation of the document is reached at least once."""
    search = Search(tmp_path, pairs=40, closing=12)
    found = search.run(range(SEQUENCES))
    assert not found, "\n\n".join(difference.text() for difference in found[:3])
    missing = [f"{method} {path}" for method, path, _ in OPERATIONS if not search.good[f"{method} {path}"]]
    assert set(missing) <= BY_BROWSER, f"never answered well: {missing}"
