"""C8 Numbers of callers as networks send them: new lengths, withheld words, no plus, the other form of a line, a stem."""

from __future__ import annotations

import pytest

from fakes.upstream import Upstream, record
from kit import process
from kit.client import Client, outcome
from kit.keys import Key
from kit.process import Callcard, Launcher
from kit.waiting import until

MOBILE = "+4915223433301"
BARE = Key("bare", "sessionService", without_plus="e164")
BOOK = """Name,Company,Phone
Agnès Dossou,,+229 01 95 12 34 56
Bob Braun,,+49 1522 3433301
Leo Leer,,+49 4915 223433399
Carla Wolf,,4915223433377
Ana Gomez,,+54 11 2345-6789
Bruno Silva,,+55 11 99876-5432
Carlo Rossi,,+39 0549 882555
,Zentrale GmbH,030 23125-0
,Wien AG,+43 1 505505-0
"""


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, module_upstream: Upstream) -> Callcard:
    """A book of such numbers, a pushed one, a CRM; a switch that leaves the plus away."""
    installation = module_launcher.installation()
    installation.add_book("contacts", BOOK, name="contacts.csv")
    installation.add_connector("crm", module_upstream.url, module_upstream.token)
    installation.add_service("support", ["contacts", "crm"])
    installation.add_key(BARE)
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


def name(client: Client, number: str, **more: str) -> str | None:
    """The name that a lookup shows."""
    caller = client.lookup(number, service="support", **more).get("caller", {})
    return caller.get("displayName") or caller.get("company")


@pytest.mark.parametrize(
    "number", ["+2290195123456", "00229 01 95 12 34 56", "tel:+229-0195123456", "sip:+2290195123456@sbc.example"]
)
def test_a_new_length_is_found(client: Client, number: str) -> None:
    """Numbers of Benin have ten digits since 2024."""
    answer = client.lookup(number, service="support")
    assert answer["caller"]["displayName"] == "Agnès Dossou" and answer["matches"][0]["grade"] == "exact"
    assert answer["number"]["e164"] == "+2290195123456" and answer["number"]["valid"] is False


@pytest.mark.parametrize("number", ["+2290195123457", "+3312345678", "+4512345678901", "+338990012345"])
def test_a_new_length_is_asked_about(client: Client, module_upstream: Upstream, number: str) -> None:
    """Any number with a country calling code and 7 to 15 digits is possible: CRMs are asked."""
    module_upstream.know(record(number, "New", "Plan"))
    answer = client.lookup(number, service="support")
    assert (answer["status"], outcome(answer, "crm"), answer["number"]["valid"]) == ("resolved", "hit", False)


@pytest.mark.parametrize("number", ["+45123", "+4512345678901234", "+999123456789", "+210123456789"])
def test_still_no_numbers(client: Client, number: str) -> None:
    """Too few or too many digits, or a code of no country."""
    assert client.post("/v1/lookups", {"number": number, "service": "support"}).status == 422


@pytest.mark.parametrize(
    "word",
    ["BLOCKED", "Private Number", "private_number", "No Caller ID", "Number Withheld", "CoolLine", "Anonym", "UNBEKANNT"]
    + ["Unterdrückt", "UNTERDRÜCKT", "unterdru\u0308ckt", "Privat", "anonyme", "MASQUÉ", "masque\u0301", "Inconnu", "anonimo"]
    + ["ANÓNIMO", "Privado", "desconocido", "sconosciuto", "Anoniem", "onbekend", "+266696687", "+266 696 687", "-1", "-2"]
    + [" -1 ", "sip:Unbekannt@pbx.example", "sip:Private%20Number@pbx.example", "sip:Unterdr%C3%BCckt@pbx.example"]
    + ['"Unbekannt" <sip:pbx.example>'],
)
def test_withheld_words(client: Client, word: str) -> None:
    """Words of other languages, in any case and encoding, and the figures that stand for them."""
    answer = client.lookup(word, service="support")
    assert answer["status"] == "anonymous" and "number" not in answer
    assert {entry["outcome"] for entry in answer["connectors"]} == {"skipped"}


@pytest.mark.parametrize(
    "number", ["4915223433301", "49 1522 3433301", "sip:4915223433301@sbc.example", "tel:4915223433301"]
)
def test_the_second_reading_finds(client: Client, number: str) -> None:
    """Nobody has the line of Leer: sources are asked about the mobile, and the match is likely."""
    answer = client.lookup(number, service="support")
    assert answer["number"]["e164"] == MOBILE and answer["caller"]["displayName"] == "Bob Braun"
    assert [match["grade"] for match in answer["matches"]] == ["national"]


def test_the_first_reading_wins(client: Client) -> None:
    """Whom the national writing finds is the caller."""
    answer = client.lookup("4915223433399", service="support")
    assert answer["number"]["e164"] == "+494915223433399" and answer["caller"]["displayName"] == "Leo Leer"
    assert [match["grade"] for match in answer["matches"]] == ["exact"]


def test_a_crm_is_asked_about_both(client: Client, module_upstream: Upstream) -> None:
    """One question a reading, and the CRM's record of the second is found."""
    module_upstream.know(record("+442079460123", "Lara", "London"))
    answer = client.lookup("442079460123", service="support")
    assert answer["number"]["e164"] == "+442079460123" and answer["matches"][0]["grade"] == "national"
    assert module_upstream.count("+49442079460123") == 1 and module_upstream.count("+442079460123") == 1


def test_nobody_by_either(client: Client) -> None:
    """The first possible reading is shown."""
    answer = client.lookup("4915223433302", service="support")
    assert answer["status"] == "unknown" and answer["number"]["e164"] == "+494915223433302"


def test_a_valid_second_goes_first(client: Client) -> None:
    """`12025550123` is no number of Germany."""
    answer = client.lookup("12025550123", service="support")
    assert answer["number"]["e164"] == "+12025550123" and answer["number"]["valid"] is True


def test_a_key_without_plus(server: Callcard, module_upstream: Upstream) -> None:
    """A key whose switch leaves the plus away asks about E.164 first, and its matches are exact."""
    client = server.client(BARE)
    answer = client.lookup("4915223433301", service="support")
    assert answer["number"]["e164"] == MOBILE and answer["matches"][0]["grade"] == "exact"
    assert client.lookup("030 23125111", service="support")["caller"]["company"] == "Zentrale GmbH"
    module_upstream.know(record("+4933199001234", "Paula", "Potsdam"))
    answer = client.lookup("33199001234", service="support")
    assert answer["number"]["e164"] == "+4933199001234" and answer["matches"][0]["grade"] == "national"


def test_a_cell_without_plus(client: Client) -> None:
    """A book's cell has both readings too."""
    answer = client.lookup("+4915223433377", service="support")
    assert answer["caller"]["displayName"] == "Carla Wolf" and answer["matches"][0]["grade"] == "national"
    assert client.lookup("+494915223433377", service="support")["matches"][0]["grade"] == "exact"


def test_events_take_the_second_reading(client: Client) -> None:
    """The card of a session comes by it as well."""
    event = {"id": "e-1", "type": "queued", "direction": "inbound", "service": "support", "caller": {"number": "4915223433301"}}
    assert client.post("/v1/sessions/c-second/events", event).status == 202
    read = lambda: client.get("/v1/sessions/c-second/context").json  # noqa: E731
    until(lambda: read()["status"] == "resolved", "the card of the second reading")
    context = read()
    assert context["number"]["e164"] == MOBILE and context["caller"]["displayName"] == "Bob Braun"


def test_both_readings_are_forgotten(client: Client, module_upstream: Upstream) -> None:
    """Kept answers of both go, and what is encoded of them."""
    for _ in range(2):
        client.lookup("4915223433388", service="support")
    assert client.forget("4915223433388")["cache"] == 2
    client.lookup("4915223433388", service="support")
    assert module_upstream.count("+494915223433388") == 2 and module_upstream.count("+4915223433388") == 2


def test_the_explanation_tells_of_both(server: Callcard) -> None:
    """Two readings, each with its questions."""
    trace = server.operator().lookup("4915223433301", service="support", explain=True)["trace"]
    assert [step["kind"] for step in trace][:6] == ["number", "ask", "ask", "number", "ask", "ask"]


@pytest.mark.parametrize(
    "number, shown",
    [("+5491123456789", "Ana Gomez"), ("+541123456789", "Ana Gomez"), ("+551198765432", "Bruno Silva")]
    + [("+5511998765432", "Bruno Silva"), ("+3780549882555", "Carlo Rossi"), ("+22995123456", "Agnès Dossou")],
)
def test_the_other_form_of_a_line(client: Client, number: str, shown: str) -> None:
    """Argentina's 9, Brazil's ninth digit, San Marino by both codes, Benin's 01."""
    assert name(client, number) == shown
    grade = client.lookup(number, service="support")["matches"][0]["grade"]
    assert grade == ("exact" if number in ("+541123456789", "+5511998765432") else "national")


@pytest.mark.parametrize("number", ["+5491123456780", "+551123456789", "+390549882556", "+2290295123456"])
def test_no_other_form(client: Client, number: str) -> None:
    """Neighbours are nobody."""
    assert client.lookup(number, service="support")["status"] == "unknown"


@pytest.mark.parametrize(
    "number, company",
    [("+493023125", "Zentrale GmbH"), ("+49302312512", "Zentrale GmbH"), ("+431505505", "Wien AG"), ("+43150550512", "Wien AG")]
    + [("+49302312", None), ("+493023126", None), ("+43150550", None)],
)
def test_a_switchboard_without_its_zero(client: Client, number: str, company: str | None) -> None:
    """German and Austrian switchboards send their number without the final 0: it is in its own block."""
    answer = client.lookup(number, service="support")
    assert answer.get("caller", {}).get("company") == company
    if company:
        assert answer["matches"][0]["grade"] == "prefix"


def test_the_command_reads_so_too(launcher: Launcher) -> None:
    """`callcard lookup --without-plus`."""
    folder = launcher.installation().folder
    book = folder / "bob.csv"
    book.write_text("Name,Phone\nBob Braun,+49 1522 3433301\n")
    for order, grade in (("national", '"national"'), ("e164", '"exact"')):
        options = ("--json", "--region", "DE", "--book", str(book), "--without-plus", order)
        done = process.run("lookup", *options, "4915223433301", folder=folder)
        assert done.returncode == 0 and f'"grade":{grade}' in done.stdout.decode()


def test_a_wrong_order_is_refused(launcher: Launcher) -> None:
    """The configuration's error names the words."""
    installation = launcher.installation()
    installation.add_book("contacts", "Name,Phone\nBob,+49 1522 3433301\n", name="contacts.csv")
    installation.add_key(Key("bare", "sessionService", without_plus="plus"))
    done = process.run("check", "--config", str(installation.write()), folder=installation.folder)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == 78 and "withoutPlus" in said and "national, e164" in said
