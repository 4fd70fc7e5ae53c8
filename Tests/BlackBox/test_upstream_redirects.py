"""A17 Redirects are refused, and nobody goes where they point."""

from __future__ import annotations

import pytest

from fakes import faults
from fakes.certificates import Certificates
from fakes.upstream import Upstream
from kit.numbers import Numbers
from kit.process import Launcher
from kit.upstreams import asked, crm

STATUSES = [300, 301, 302, 303, 307, 308]


@pytest.mark.parametrize("status", STATUSES)
def test_a17_nobody_follows(launcher: Launcher, upstream: Upstream, numbers: Numbers, status: int) -> None:
    """A17: not to another host, not to itself; the token goes nowhere else."""
    with Upstream() as elsewhere:
        client = crm(launcher, upstream).client()
        for target in (f"{elsewhere.url}/contacts?phone=x", "/contacts?phone=%2B493023125999", "//127.0.0.1:9/", ""):
            number = numbers()
            upstream.faults[number] = faults.status(status, Location=target)
            assert asked(client, number) == "redirectRefused" and upstream.count(number) == 1
        assert elsewhere.connections == 0 and upstream.count("+493023125999") == 0


def test_a17_from_tls_to_plain(launcher: Launcher, certificates: Certificates, numbers: Numbers) -> None:
    """A17: https to http: refused; nothing is ever said in the clear."""
    with Upstream() as plain, Upstream(tls=certificates.good()) as secure:
        client = crm(launcher, secure, http=True, authorities=str(certificates.authorities)).client()
        number = numbers()
        secure.faults[number] = faults.status(302, Location=f"{plain.url}/contacts")
        assert asked(client, number) == "redirectRefused" and plain.connections == 0


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "gopher://127.0.0.1:25/", "http://169.254.169.254/latest/", "javascript:1"]
)
def test_a17_odd_targets(launcher: Launcher, upstream: Upstream, numbers: Numbers, target: str) -> None:
    """A17: whatever stands in `Location`."""
    number = numbers()
    upstream.faults[number] = faults.status(307, Location=target)
    assert asked(crm(launcher, upstream).client(), number) == "redirectRefused"
