"""P1, P2: one's own calls stand above everything, and the team's queue is folded beneath them."""

from __future__ import annotations

from selenium.webdriver.common.keys import Keys

from browser.conftest import Opened
from browser.my_sessions import MySessions
from kit import team
from kit.calls import Call
from kit.numbers import ANNA
from kit.process import Callcard
from kit.team import BEN, PIA
from kit.waiting import until


def own(call: Call) -> str:
    """Selects a call in the bar."""
    return f'#own-calls [data-id="{call.entry_id}"]'


def in_bar(page: MySessions, box: str = "#own-calls") -> list[str]:
    """Ids of the calls in a part of the bar."""
    found: list[str] = page.driver.execute_script(f"return [...document.querySelectorAll('{box} li')].map((row) => row.dataset.id)")
    return found


def icon(page: MySessions) -> str:
    """The file of the tab's icon."""
    return str(page.driver.execute_script("return new URL(document.querySelector('link[rel=icon]').href).pathname"))


def test_P1_the_own_call_stands_above_a_form_that_is_half_filled_in(server: Callcard, opened: Opened) -> None:
    """P1: in a call with B while A's form is half filled in: B's name, timer and Show stand above everything; the form stays."""
    earlier = team.call(server).queued().offered(PIA).accepted(PIA).ended()
    page = opened(server).select(earlier)
    page.choose("primary", "Question")
    page.type_tag("callback")
    call = team.call(server, number=ANNA).queued().offered(PIA)
    page.says(own(call), "Ringing", "Anna Meier", "Support", "Show")
    call.accepted(PIA)
    page.says(own(call), "Connected", "Anna Meier")
    until(lambda: page.seconds(f"{own(call)} .call-timer") >= 1, "its time runs")
    assert page.css(f"{page.row(earlier)}").get_attribute("aria-selected") == "true"
    assert page.css("#code-primary").get_attribute("value") == "question"
    page.css(f"{own(call)} button").click()
    page.says("#detail-title", "Anna Meier")
    page.says(own(call), "Shown")
    assert not page.css(f"{own(call)} button").is_enabled()
    page.select(earlier)
    until(lambda: page.css_all("#code-primary"), "the form is there")
    assert page.css("#code-primary").get_attribute("value") == "question"
    page.says(".conclusion", "callback")
    call.ended()
    until(lambda: not page.css("#calls").is_displayed(), "there is no bar without a call")


def test_P1_it_stays_whatever_is_filtered_searched_or_selected(server: Callcard, opened: Opened) -> None:
    """P1, P2: neither a filter nor a search nor another entry hides it; its key shows it, one after the other where there are two."""
    others = [team.call(server).queued().ended() for _ in range(3)]
    first = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA)
    page = opened(server)
    second = team.call(server).queued().offered(PIA)
    page.says(own(second), "Ringing")
    assert in_bar(page) == [first.entry_id, second.entry_id], "whom one talks to comes first"
    page.css('.segments input[value="missed"]').click()
    until(lambda: first.entry_id not in page.rows(), "the list shows others")
    page.css("#search").send_keys("nobody of this name")
    page.says("#list-text", "Nothing found")
    assert in_bar(page) == [first.entry_id, second.entry_id] and page.css(own(first)).is_displayed()
    page.css("#search").send_keys(Keys.ESCAPE)
    page.css('.segments input[value="all"]').click()
    page.select(others[0])
    page.css("body").send_keys("n")
    until(lambda: page.css(own(first)).get_attribute("aria-current") == "true", "the key shows the first")
    page.css("body").send_keys("n")
    until(lambda: page.css(own(second)).get_attribute("aria-current") == "true", "then the second")
    second.ended()
    until(lambda: in_bar(page) == [first.entry_id], "it has ended")


def test_P1_title_and_icon_say_the_own_call_first(server: Callcard, opened: Opened) -> None:
    """P1: with others waiting, title and icon of the tab tell of the own call, and never who it is."""
    page = opened(server)
    assert icon(page) == "/assets/callcard.svg"
    call = team.call(server, number=ANNA).queued().offered(PIA)
    until(lambda: page.driver.title == "Ringing · My Sessions", "the title tells")
    assert icon(page) == "/assets/callcard-ringing.svg"
    call.accepted(PIA)
    team.call(server).queued()
    until(lambda: "Connected" in page.driver.title and icon(page) == "/assets/callcard-connected.svg", "both tell of the own call")
    call.ended()
    until(lambda: page.driver.title == "Incoming · My Sessions", "then of the queue")
    assert icon(page) == "/assets/callcard.svg"


def test_P2_fifteen_callers_queued(server: Callcard, opened: Opened) -> None:
    """P2: the own call on top, the queue folded with count and longest wait; unfolded the longest comes first, and each can be shown."""
    call = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA)
    page = opened(server)
    waiting = [team.call(server).queued() for _ in range(15)]
    page.says("#queue", "15 waiting", "longest")
    assert in_bar(page) == [call.entry_id] and in_bar(page, "#queue-calls") == []
    assert page.css("#calls").rect["y"] < page.css("#list").rect["y"]
    assert page.seconds("#queue-longest") <= 60
    page.css("#queue summary").click()
    until(lambda: in_bar(page, "#queue-calls") == [each.entry_id for each in waiting], "the longest comes first")
    page.css(f'#queue-calls [data-id="{waiting[3].entry_id}"] button').click()
    page.says(page.row(waiting[3]), "Incoming")
    until(lambda: page.css(page.row(waiting[3])).get_attribute("aria-selected") == "true", "it is shown")
    waiting[0].offered(BEN).accepted(BEN)
    page.says("#queue", "14 waiting")
    assert page.css("#queue").get_attribute("open") is not None, "a change does not fold it"


def test_P2_a_long_call_is_found_again_after_a_reload(server: Callcard, opened: Opened) -> None:
    """P2: however many calls have come since, one's own is in sight at once, though it is not in the list's first page."""
    call = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA)
    for _ in range(55):
        team.call(server).queued(at=60)
    page = opened(server)
    page.says(own(call), "Connected", "Anna Meier")
    page.says("#queue", "55 waiting")
    assert call.entry_id not in page.rows()
