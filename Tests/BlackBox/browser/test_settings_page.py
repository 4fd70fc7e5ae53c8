"""The owner's page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from browser.axe import violations
from browser import front
from browser.front import Front
from browser.page import Page
from kit import team
from kit.process import Callcard, Launcher
from kit.team import OLGA, PIA
from kit.waiting import until


class SettingsPage(Page):
    """Settings of `support`."""

    path = "/services/support/settings"
    ready = "#settings fieldset"

    def save(self) -> None:
        """Presses Save and waits until the server has taken it."""
        self.css("#save").click()
        self.says("#save-state", "Saved")


def settings(server: Callcard) -> dict[str, Any]:
    """The service's settings, as the server has them."""
    found: dict[str, Any] = server.operator().get("/v1/services/support/settings").json
    return found


@pytest.fixture
def server(launcher: Launcher) -> Callcard:
    """A service with a journal, where settings are kept, and a second connector."""
    made = front.installation(launcher)
    made.add_book("partners", [])
    return launcher.start(made)


@pytest.fixture
def page(server: Callcard, driver: webdriver.Chrome) -> Iterator[SettingsPage]:
    """The page, opened by the owner; it may be left with changes."""
    way = Front(server, server.installation.people[OLGA])
    yield SettingsPage(driver, way).open()
    driver.execute_script("window.onbeforeunload = null; location.replace('about:blank')")
    way.close()


@pytest.mark.parametrize("path", ["/v1/services/support/settings", "/v1/services", "/v1/connectors"])
def test_a_request_that_was_lost_is_sent_again(server: Callcard, driver: webdriver.Chrome, path: str) -> None:
    """Whichever of them is lost, the page has all of it in the end, and the owner may change it."""
    way = Front(server, server.installation.people[OLGA])
    way.lost.add(f"GET {path}")
    page = SettingsPage(driver, way).open()
    assert not way.lost, "it was asked for and not answered"
    assert way.asked.count(f"GET {path}") == 2
    assert page.css("#settings fieldset").is_enabled() and not page.css("#read-only").is_displayed()
    page.says("#connectors", "contacts")
    way.close()


def test_S1_S34_widgets_and_licence(server: Callcard, page: SettingsPage) -> None:
    """S1, S34: widgets and the licence are switched on the page and seen in the settings."""
    page.press('[data-pointer="/widgets/map"]')
    page.press('[data-pointer="/licence/enterpriseRouting"]')
    page.says("#save-state", "2 parts have unsaved changes")
    page.save()
    after = settings(server)
    assert after["widgets"]["map"] is True and after["licence"]["enterpriseRouting"] is False


def test_S16_S18_context_with_preview_and_lint(server: Callcard, page: SettingsPage) -> None:
    """S16, S18, C5: a template is judged as it is typed, shows its link, and is saved."""
    page.press("#add-context")
    name, template = page.css('[data-pointer="/contexts/0/name"]'), page.css('[data-pointer="/contexts/0/template"]')
    name.send_keys("Search")
    template.send_keys("https://crm.example/search?q={Customer.FirtsName}")
    page.says(".preview", "Customer.FirstName")
    assert template.get_attribute("aria-invalid") == "true"
    template.send_keys(Keys.CONTROL, "a")
    template.send_keys("https://crm.example/search?q={Customer.FirstName}")
    page.says(".preview", "https://crm.example/search?q=Anna")
    page.save()
    assert settings(server)["contexts"][0]["template"] == "https://crm.example/search?q={Customer.FirstName}"


def test_a_refused_template_is_marked(server: Callcard, page: SettingsPage) -> None:
    """What the server doesn't take is named and marked; nothing is saved."""
    page.press("#add-context")
    page.css('[data-pointer="/contexts/0/name"]').send_keys("Bad")
    page.css('[data-pointer="/contexts/0/template"]').send_keys("javascript:alert(1)")
    page.press("#save")
    page.says("#problem", "could not be saved", "/contexts/0")
    assert page.driver.switch_to.active_element.get_attribute("data-pointer").startswith("/contexts/0")
    assert "contexts" not in settings(server)


def test_S13_S18_map(server: Callcard, page: SettingsPage) -> None:
    """S13, S18: the owner names another provider and lets the map be drawn; a template without a place is refused and marked."""
    template = page.css('[data-pointer="/map/template"]')
    template.send_keys("https://maps.example/?q={Customer.Email}")
    page.press("#save")
    page.says("#problem", "could not be saved", "/map/template")
    template.send_keys(Keys.CONTROL, "a")
    template.send_keys("https://maps.example/?q={Place.Label}")
    page.press('[data-pointer="/map/auto"]')
    page.save()
    assert settings(server)["map"] == {"template": "https://maps.example/?q={Place.Label}", "auto": True}


def test_S36_codes_by_keyboard(server: Callcard, page: SettingsPage) -> None:
    """S36: codes are moved by Alt and arrows and by their buttons, added and removed; known ids stay."""
    page.css('[data-pointer="/codes/primary/1/name"]').send_keys(Keys.ALT, Keys.ARROW_UP)
    page.press('[data-adds="primary"]')
    page.driver.switch_to.active_element.send_keys("Wrong number")
    page.press('#codes [aria-label="Remove Solved"]')
    page.save()
    codes = settings(server)["codes"]
    assert [code["id"] for code in codes["primary"]] == ["complaint", "question", "wrong-number"]
    assert [code["id"] for code in codes["secondary"]] == ["open"]


def test_S36_codes_by_dragging(server: Callcard, page: SettingsPage) -> None:
    """S36: a code is dragged by its grip."""
    actions = webdriver.ActionChains(page.driver)
    rows = page.css_all("#codes .field:first-child .sortable-row")
    page.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", rows[0])
    actions.click_and_hold(rows[1].find_element("css selector", ".grip")).move_to_element(rows[0]).pause(0.1).release().perform()
    page.save()
    assert [code["id"] for code in settings(server)["codes"]["primary"]] == ["complaint", "question"]


def test_connectors_in_order_with_health(server: Callcard, page: SettingsPage) -> None:
    """Connectors are added and sorted; each says how it stands."""
    page.says("#connectors", "contacts", "Ready", "one contact")
    if not page.css_all('#connectors [aria-label="Move partners up"]'):
        page.press("#connectors .others button")
    page.press('#connectors [aria-label="Move partners up"]')
    page.save()
    assert settings(server)["connectors"] == ["partners", "contacts"]


def test_a_save_adds_nothing_that_nobody_touched(launcher: Launcher, driver: webdriver.Chrome) -> None:
    """The page shows what holds, and writes what was written and what its owner has changed."""
    made = front.installation(launcher)
    made.services["support"] = {"owners": [OLGA], "contexts": [{"name": "Old", "template": "https://crm.example/{Customer.Id}"}]}
    server = launcher.start(made)
    way = Front(server, server.installation.people[OLGA])
    page = SettingsPage(driver, way).open()
    page.says("#service-name", "support")
    page.says("#connectors", "contacts")
    assert page.css('[data-pointer="/connectors/all"]').is_selected()
    assert page.css('[data-pointer="/widgets/status"]').is_selected()
    assert page.css('[data-pointer="/retentionMs"]').get_attribute("value") == "5"
    assert page.css('[data-pointer="/contexts/0/on"]').get_attribute("value") == "accepted"
    page.says("#save-state", "No changes")
    page.press('[data-pointer="/widgets/map"]')
    page.css('[data-pointer="/contexts/0/name"]').send_keys(" one")
    page.save()
    context = {"name": "Old one", "template": "https://crm.example/{Customer.Id}"}
    assert settings(server) == {"owners": [OLGA], "widgets": {"map": True}, "contexts": [context]}
    way.close()


def test_extensions(server: Callcard, page: SettingsPage) -> None:
    """What the switch calls users, a line each, however they are parted; a line without its user is refused, and marked."""
    field = page.css('[data-pointer="/aliases"]')
    field.send_keys("200 Anna@example.com\n\nReception = pia@example.com\n")
    page.save()
    assert settings(server)["aliases"] == {"200": "anna@example.com", "reception": "pia@example.com"}
    field = page.css('[data-pointer="/aliases"]')
    assert field.get_attribute("value") == "200 anna@example.com\nreception pia@example.com"
    field.send_keys("\n201")
    page.press("#save")
    page.says("#problem", "/aliases/201")
    assert page.css('[data-pointer="/aliases"]').get_attribute("aria-invalid") == "true"
    page.css('[data-pointer="/aliases"]').send_keys(Keys.CONTROL + "a", Keys.DELETE)
    page.save()
    assert settings(server)["aliases"] == {}


def test_all_connectors_or_some(server: Callcard, page: SettingsPage) -> None:
    """Connectors are left to the configuration, or listed again, at the owner's will."""
    assert settings(server)["connectors"] == ["contacts"]
    page.press('[data-pointer="/connectors/all"]')
    page.says("#connectors ol", "contacts", "partners")
    page.save()
    assert "connectors" not in settings(server)
    page.press('[data-pointer="/connectors/all"]')
    page.save()
    assert settings(server)["connectors"] == ["contacts", "partners"]
    page.press('#connectors [aria-label="Remove contacts"]')
    page.save()
    assert settings(server)["connectors"] == ["partners"]


def test_somebody_else_was_faster(server: Callcard, page: SettingsPage) -> None:
    """412: the page says what they changed; one's own changes go on top of theirs."""
    page.css('[data-pointer="/displayName"]').send_keys(" desk")
    answer = server.operator().get("/v1/services/support/settings")
    changed = answer.json | {"retentionMs": 60_000}
    put = server.operator().request("PUT", "/v1/services/support/settings", changed, headers={"If-Match": answer.headers["etag"]})
    assert put.status == 200, put.body
    page.press("#save")
    page.says("#problem", "Somebody else", "retention")
    page.press("#keep-mine")
    page.save()
    after = settings(server)
    assert (after["displayName"], after["retentionMs"]) == ("Support desk", 60_000)


def test_saved_once(server: Callcard, page: SettingsPage) -> None:
    """A second click on Save doesn't save again, and so isn't told that somebody else was faster."""
    page.css('[data-pointer="/displayName"]').send_keys(" desk")
    page.driver.execute_script("const save = document.querySelector('#save'); save.click(); save.click()")
    page.says("#save-state", "Saved")
    assert not page.css("#problem").is_displayed()
    assert len([line for line in page.front.asked if line.startswith("PUT")]) == 1


def test_S18_members_only_read(server: Callcard, driver: webdriver.Chrome) -> None:
    """S18: a member sees the settings and can't change them."""
    way = Front(server, server.installation.people[PIA])
    page = SettingsPage(driver, way).open()
    page.says("#read-only", "Only owners")
    assert not page.css('[data-pointer="/displayName"]').is_enabled() and not page.css("#save").is_enabled()
    way.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe(page: SettingsPage, theme: str) -> None:
    """No serious or critical violation, in either theme."""
    page.emulate(prefers_color_scheme=theme)
    page.press("#add-context")
    until(lambda: page.css_all('[data-pointer="/contexts/0/template"]'), "there is a link")
    assert violations(page) == []
