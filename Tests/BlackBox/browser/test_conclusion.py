"""Codes and tags in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from browser.conftest import Opened
from browser.my_sessions import MySessions
from browser import front
from kit import team
from kit.calls import Call
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.team import CODED, PIA
from kit.waiting import until


@pytest.fixture
def call(server: Callcard) -> Call:
    """A call that Pia has taken."""
    return team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA)


def test_S7_S11_S61_S62_S63_three_steps(server: Callcard, opened: Opened, call: Call) -> None:
    """S7, S11, S61–S63: click, fill in, save; the info icon goes, also in the user's other window."""
    page = opened(server)
    other = opened(server, beside=True)
    other.shows(call, "Open: codes")
    page.look().select(call)
    page.choose("primary", "Complaint")
    page.choose("secondary", "Solved")
    page.type_tag("price list", "callback")
    page.save()
    page.says(".conclusion", "Complaint", "Solved", "price list", "callback", "Saved")
    assert not page.is_open(call)
    other.look()
    until(lambda: not other.is_open(call), "the icon is gone in the other window")
    conclusion = team.desk(server).detail(call)["conclusion"]
    assert (conclusion["primaryCode"], conclusion["secondaryCode"]) == ("complaint", "solved")
    assert conclusion["tags"] == ["price list", "callback"]


def test_S39_no_save_without_codes(server: Callcard, opened: Opened, call: Call) -> None:
    """S39: a code of each list is needed; the icon stays."""
    page = opened(server).select(call)
    page.choose("primary", "Question")
    page.save()
    page.says(".form-error", "Choose a code from each list")
    assert page.css("#code-secondary").get_attribute("aria-invalid") == "true"
    assert page.is_open(call) and "conclusion" not in team.desk(server).detail(call)


def test_S41_which_tag_was_refused(server: Callcard, opened: Opened, call: Call) -> None:
    """S41: a tag with a number in it is marked and named; once it is taken away the others are saved."""
    page = opened(server).select(call)
    page.choose("primary", "Question")
    page.choose("secondary", "Solved")
    page.type_tag("price list", "Raum 12 030 23125123", "28.11.2026 14:30")
    page.save()
    page.says(".form-error", "“Raum 12 030 23125123”", "must not hold a telephone number")
    assert [chip.text for chip in page.css_all(".tag-refused")] == ["Raum 12 030 23125123"]
    page.css(".tag-refused button").click()
    page.save()
    page.says(".conclusion", "price list", "28.11.2026 14:30", "Saved")
    assert team.desk(server).detail(call)["conclusion"]["tags"] == ["price list", "28.11.2026 14:30"]


def test_S35_S36_codes_in_the_owners_order(server: Callcard, opened: Opened, call: Call) -> None:
    """S35, S36: two lists, as the owner has sorted them."""
    page = opened(server).select(call)
    until(lambda: page.css_all("#code-primary"), "the form is there")
    options = {name: [option.text for option in page.css_all(f"#code-{name} option")][1:] for name in ("primary", "secondary")}
    assert options == {"primary": ["Question", "Complaint"], "secondary": ["Solved", "Still open"]}


def test_S41_a_tag_that_is_a_number_is_refused(server: Callcard, opened: Opened, call: Call) -> None:
    """S41: the page says why, and what was typed is still there."""
    page = opened(server).select(call)
    page.choose("primary", "Question")
    page.choose("secondary", "Solved")
    page.type_tag("030 23125 123")
    page.save()
    page.says(".form-error", "“030 23125 123”", "must not hold a telephone number")
    assert page.is_open(call) and "030 23125 123" in page.text(".tag-box")
    page.css(".tag-box .tag button").click()
    page.save()
    page.says(".conclusion", "Saved")


def test_S45_suggestions_as_one_types(server: Callcard, opened: Opened, call: Call) -> None:
    """S45: tags that were saved before, chosen by the keyboard."""
    before = team.call(server).queued().offered(PIA).accepted(PIA)
    team.desk(server).saved(before, **CODED, tags=["Zufrieden", "Zubehör"])
    page = opened(server).select(call)
    until(lambda: page.css_all("#tag-input"), "the form is there")
    page.css("#tag-input").send_keys("zube")
    page.says("#tag-suggestions", "Zubehör")
    assert "Zufrieden" not in page.text("#tag-suggestions")
    page.css("#tag-input").send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    page.says(".tag-box", "Zubehör")


def test_S59_somebody_else_was_faster(server: Callcard, opened: Opened, call: Call) -> None:
    """S59: an entry saved meanwhile is shown as it was saved, and can't be changed."""
    page = opened(server).select(call)
    page.choose("primary", "Complaint")
    team.desk(server).saved(call, **CODED)
    page.says(".conclusion", "Question", "Solved", "Saved")
    assert not page.css_all(".conclusion form")


def _off(launcher: Launcher, **more: Any) -> Callcard:
    return launcher.start(front.installation(launcher, **more))


@pytest.mark.parametrize(
    "settings", [{"licence": {"enterpriseRouting": False}}, {"widgets": {"status": True}}], ids=["unlicensed", "switched off"]
)
def test_S34_S40_S60_switched_off(launcher: Launcher, opened: Opened, settings: dict[str, Any]) -> None:
    """S34, S40, S60: without the widgets the entry is open and says why it can't be saved."""
    server = _off(launcher, **settings)
    call = team.call(server).queued().offered(PIA).accepted(PIA).ended()
    page: MySessions = opened(server).select(call)
    page.says(".conclusion", "switched off")
    assert page.is_open(call) and not page.css_all(".conclusion form")


def test_S57_form_from_the_accept_on(server: Callcard, opened: Opened) -> None:
    """S57, S58: the form comes with the accept; what is typed into it outlives the call's end and a look elsewhere."""
    call, other = team.call(server, number=ANNA).queued().offered(PIA), team.call(server).queued().ended()
    page = opened(server).select(call)
    page.says(".conclusion", "once you have taken the call")
    call.accepted(PIA)
    until(lambda: page.css_all("#tag-input"), "the form is there")
    page.type_tag("reminder")
    call.ended()
    page.shows(call, "Accepted")
    assert "reminder" in page.text(".tag-box")
    page.select(other).says(".status", "Cancelled")
    page.select(call).says(".tag-box", "reminder")


def test_S61_by_keyboard_alone(server: Callcard, opened: Opened, call: Call) -> None:
    """S61: arrow keys, C, and Ctrl+Enter do the same as clicks."""
    page = opened(server)
    page.shows(call, "Connected")
    page.css("#list").send_keys(Keys.HOME)
    until(lambda: page.css_all("#code-primary"), "the form is there")
    page.css("body").send_keys("c")
    active = page.driver.switch_to.active_element
    assert active.get_attribute("id") == "code-primary"
    active.send_keys("Question", Keys.TAB)
    page.driver.switch_to.active_element.send_keys("Solved")
    page.driver.switch_to.active_element.send_keys(Keys.CONTROL, Keys.ENTER)
    page.says(".conclusion", "Question", "Solved", "Saved")


def test_S42_tags_come_back(launcher: Launcher, opened: Opened) -> None:
    """S42: where the owner has opted in, a caller's earlier tags are offered on the next call, and one click takes them over."""
    made = front.installation(launcher, tagRecall=True)
    made.file("recall.key", bytes(range(32)), mode=0o600)
    made.config["sessions"] = {"recall": {"keyFile": "recall.key"}}
    server = launcher.start(made)
    before = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA).ended()
    team.desk(server).saved(before, **CODED, tags=["prefers mornings"])
    again = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA)
    page = opened(server).select(again)
    page.says(".recall", "prefers mornings")
    page.css(".recall button").click()
    page.says(".tag-box", "prefers mornings")


def test_S61_a_call_leaves_what_is_being_typed(server: Callcard, opened: Opened, call: Call) -> None:
    """S61: a tag that is only half typed is a form that was begun: a call that rings meanwhile doesn't come up over it."""
    call.ended()
    page = opened(server).select(call)
    until(lambda: page.css_all("#tag-input"), "the form is there")
    page.css("#tag-input").send_keys("call ba")
    ringing = team.call(server).queued().offered(PIA)
    page.shows(ringing, "Ringing")
    page.driver.switch_to.active_element.send_keys("ck")
    assert page.css("#tag-input").get_attribute("value") == "call back"
    page.select(ringing).says(".status", "Ringing")
    page.select(call)
    until(lambda: page.css_all("#tag-input"), "the form is there again")
    assert page.css("#tag-input").get_attribute("value") == "call back"


def test_S42_a_form_that_grows_is_typed_on(launcher: Launcher, opened: Opened) -> None:
    """S42, S61: earlier tags come late, with the caller's number; what is being typed stays, and so does the place it is typed at."""
    made = front.installation(launcher, tagRecall=True)
    made.file("recall.key", bytes(range(32)), mode=0o600)
    made.config["sessions"] = {"recall": {"keyFile": "recall.key"}}
    server = launcher.start(made)
    before = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA).ended()
    team.desk(server).saved(before, **CODED, tags=["prefers mornings"])
    call = team.call(server).queued().offered(PIA).accepted(PIA)
    page = opened(server).select(call)
    until(lambda: page.css_all("#tag-input"), "the form is there")
    page.css("#tag-input").send_keys("call ba")
    call.accepted(PIA, caller={"number": ANNA})
    page.says(".recall", "prefers mornings")
    page.driver.switch_to.active_element.send_keys("ck")
    assert page.css("#tag-input").get_attribute("value") == "call back"
