"""P22: in forced colours, where backgrounds and shadows are the system's, all that tells something is still seen."""

from __future__ import annotations

import pytest

from browser.conftest import Opened
from browser.my_sessions import MySessions
from kit import team
from kit.numbers import ANNA
from kit.process import Callcard
from kit.team import PIA


@pytest.fixture
def page(server: Callcard, opened: Opened) -> MySessions:
    """My Sessions in forced colours."""
    made = opened(server)
    made.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "forced-colors", "value": "active"}]})
    return made


def test_P22_what_is_chosen_is_seen(server: Callcard, page: MySessions) -> None:
    """P22: the filter in force, the selected row, switches that are on, and whether a call goes on."""
    ended = team.call(server).queued().offered(PIA).declined(PIA).ended()
    page.shows(ended, "Declined")
    page.select(ended)
    chosen, other = page.styles(".segments input:checked + span", "backgroundColor"), page.styles(
        ".segments input:not(:checked) + span", "backgroundColor"
    )
    assert chosen != other
    assert page.styles(page.row(ended), "outlineStyle") == "solid"
    bar, ground = page.styles(page.row(ended), "backgroundColor", "::before"), page.styles("body", "backgroundColor")
    assert bar != ground and page.styles(page.row(ended), "width", "::before") == "4px"
    page.css("#alerts-button").click()
    off = page.styles("#alerts-sound", "backgroundColor")
    page.css("#alerts-sound").click()
    on = page.styles("#alerts-sound", "backgroundColor")
    assert on != off and page.styles("#alerts-sound", "borderTopStyle") == "solid"
    page.css("#alerts-sound").click()
    page.css("#alerts .primary").click()
    asleep = page.styles(".presence-dot", "backgroundColor")
    call = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA)
    page.says(f'#own-calls [data-id="{call.entry_id}"]', "Connected")
    assert page.styles(".presence-dot", "backgroundColor") != asleep
    assert page.styles(f'#own-calls [data-id="{call.entry_id}"]', "outlineStyle") == "solid"
