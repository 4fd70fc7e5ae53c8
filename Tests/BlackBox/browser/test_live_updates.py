"""P5, P10: what comes late changes what is new and nothing else; what is not shown is not in the page."""

from __future__ import annotations

from typing import Any

import pytest

from browser import front
from browser.conftest import Opened
from browser.my_sessions import MySessions
from kit import team
from kit.calls import Call
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.team import OLGA, PIA
from kit.waiting import until

LINKS = [{"name": "CRM", "template": "https://crm.example/{Customer.LastName}"}, {"name": "Shop", "template": "https://shop.example/?q={Caller.Number}"}]


@pytest.fixture
def server(launcher: Launcher) -> Callcard:
    """A service with two links, in which a flow may say more of a caller."""
    return launcher.start(front.installation(launcher, contexts=LINKS))


def say_more(server: Callcard, call: Call, **customer: str) -> None:
    """A flow says more of a call's caller."""
    flow = server.client(server.installation.keys.flow)
    assert flow.request("PUT", f"/v1/tasks/{call.session}", {"customer": customer}).status == 200


def run(page: MySessions, script: str) -> Any:
    """What a script returns."""
    return page.driver.execute_script(script)


def test_P10_a_late_revision_leaves_the_reader_in_peace(server: Callcard, opened: Opened) -> None:
    """P10: focus, selected text, open folds and scrolling stay; what was said is there."""
    call = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA)
    page = opened(server).select(call)
    page.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 1000, "height": 420, "deviceScaleFactor": 1, "mobile": False}
    )
    page.says(".caller-card", "Anna Meier")
    page.says(".context-card", "Shop")
    run(page, """
        document.querySelector(".asked details").open = true;
        const link = document.querySelector(".context-link");
        link.focus({preventScroll: true});
        window.focused = document.activeElement;
        const fact = document.querySelector(".fact-table dd bdi");
        getSelection().selectAllChildren(fact);
        window.selected = String(getSelection());
        document.querySelector("#detail-body").scrollTop = 60;
        window.scrolled = document.querySelector("#detail-body").scrollTop;
    """)
    assert run(page, "return window.focused.className") == "context-link" and run(page, "return window.selected")
    for city in ("Dresden", "Leipzig"):
        say_more(server, call, city=city, jobTitle="Head of trams")
        page.says(".caller-card", city)
    assert run(page, "return document.activeElement === window.focused"), "the focus stays"
    assert run(page, "return String(getSelection())") == run(page, "return window.selected"), "selected text stays"
    assert run(page, "return document.querySelector('.asked details').open"), "the fold stays open"
    assert run(page, "return document.querySelector('#detail-body').scrollTop") == run(page, "return window.scrolled") > 0


def test_P5_what_is_not_shown_is_not_there(server: Callcard, opened: Opened) -> None:
    """P5: an entry that is closed, and a widget that is switched off, leave nothing of the caller in the page."""
    call = team.call(server, number=ANNA).queued().offered(PIA).accepted(PIA)
    page = opened(server).select(call)
    page.says(".caller-card", "Meier")
    page.says(".context-card", "Shop")
    settings = server.client(server.installation.people[OLGA])
    answer = settings.get("/v1/services/support/settings")
    changed = answer.json | {"widgets": answer.json["widgets"] | {"callerInformation": False, "context": False}}
    saved = settings.request("PUT", "/v1/services/support/settings", changed, headers={"If-Match": answer.headers["etag"]})
    assert saved.status == 200, saved.body
    say_more(server, call, city="Dresden")
    until(lambda: "crm.example" not in run(page, "return document.documentElement.outerHTML"), "no link of the caller is there")
    run(page, "document.activeElement.blur()")
    page.css("body").send_keys("\ue00c")
    until(lambda: page.css("#nothing").is_displayed(), "nothing is selected")
    assert "Anna" not in run(page, "return document.querySelector('.detail-pane').outerHTML"), "the head is empty"
