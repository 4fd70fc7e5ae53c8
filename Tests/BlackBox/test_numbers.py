"""C8 Numbers as people write them, and as the interface shows them."""

from __future__ import annotations

import random
from typing import Any

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType, geocoder

from fakes.upstream import Upstream, record
from kit.books import anna, contact
from kit.client import Client, outcome
from kit.numbers import ANNA
from kit.process import Callcard, Launcher

TYPES = {
    PhoneNumberType.FIXED_LINE: "fixedLine",
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixedLineOrMobile",
    PhoneNumberType.TOLL_FREE: "tollFree",
    PhoneNumberType.PREMIUM_RATE: "premiumRate",
    PhoneNumberType.SHARED_COST: "sharedCost",
    PhoneNumberType.VOIP: "voip",
    PhoneNumberType.PERSONAL_NUMBER: "personal",
    PhoneNumberType.PAGER: "pager",
    PhoneNumberType.UAN: "uan",
    PhoneNumberType.VOICEMAIL: "voicemail",
    PhoneNumberType.UNKNOWN: "unknown",
}
WITHHELD = [
    "",
    "anonymous",
    "Anonymous",
    "RESTRICTED",
    "private",
    "unavailable",
    "withheld",
    "Unknown",
    "sip:anonymous@anonymous.invalid",
    "sip:Restricted@pbx.example",
    "sips:private@pbx.example",
    "sip:+493023125123@anonymous.invalid",
    "sip:someone@anonymous.invalid",
]


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, module_upstream: Upstream) -> Callcard:
    """Books and a CRM that know Anna; the region is Germany."""
    installation = module_launcher.installation()
    installation.add_book("contacts", [anna(), contact("9", "4711", displayName="Reception")])
    installation.add_connector("plainrest", module_upstream.url, module_upstream.token)
    installation.add_service("support", ["contacts", "plainrest"])
    installation.add_service("london", ["contacts"], region="GB")
    module_upstream.know(record(ANNA, "Anna", "Meier"))
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


@pytest.mark.parametrize(
    "written",
    [
        "+493023125123",
        "+49 30 23125123",
        "+49 (0)30 23125-123",
        "+49 (30) 23125 123",
        "0049 30 23125123",
        "00493023125123",
        "030 23125123",
        "030/23125-123",
        "030.23125.123",
        "(030) 23125 123",
        "(0 30) 231 25-123",
        "03023125123",
        "030\u00a023125\u00a0123",
        "030\u00a023125\u2011123",
        "\uff0b\uff14\uff19\uff13\uff10\uff12\uff13\uff11\uff12\uff15\uff11\uff12\uff13",
        "\uff10\uff13\uff10 23125123",
        " +493023125123 ",
        "tel:+493023125123",
        "TEL:+49-30-23125-123",
        "tel:030-23125-123;phone-context=+49",
        "tel:23125123;phone-context=+4930",
        "tel:+49-30-23125123;isub=1",
        "sip:+493023125123@pbx.example",
        "sip:+493023125123@pbx.example;user=phone",
        "sips:+493023125123@pbx.example:5061",
        "sip:03023125123@pbx.example",
        "sip:+493023125123;phone-context=example@pbx.example;transport=tls",
    ],
)
def test_one_number_in_many_writings(client: Client, written: str) -> None:
    """C8: every writing is the same number and finds the same caller."""
    answer = client.lookup(written, service="support")
    assert answer["number"]["e164"] == ANNA
    assert answer["caller"]["displayName"] == "Anna Meier"


@pytest.mark.parametrize("written", ["+493023125123 ext. 12", "030 23125123 x12", "tel:+49-30-23125123;ext=12"])
def test_extensions_are_their_own_member(client: Client, written: str) -> None:
    """C8: an extension is told, and does not hide the caller."""
    answer = client.lookup(written, service="support")
    assert (answer["number"]["e164"], answer["number"]["ext"], answer["status"]) == (ANNA, "12", "resolved")


def test_the_number_of_the_contract(client: Client) -> None:
    """The contract's example, member by member."""
    assert client.lookup("030 23125 123", service="support")["number"] == {
        "e164": "+493023125123",
        "international": "+49 30 23125123",
        "national": "030 23125123",
        "region": "DE",
        "location": "Berlin",
        "type": "fixedLine",
        "valid": True,
    }


@pytest.mark.parametrize(
    "number, region, e164",
    [
        ("020 7946 0123", "GB", "+442079460123"),
        ("(202) 555-0123", "US", "+12025550123"),
        ("01 99 00 12 34", "FR", "+33199001234"),
        ("+44 20 7946 0123", "DE", "+442079460123"),
        ("011 49 30 23125123", "US", "+493023125123"),
    ],
)
def test_region_of_the_request(client: Client, number: str, region: str, e164: str) -> None:
    """National writings are read in the request's region, which a `+` overrides."""
    assert client.lookup(number, service="support", region=region)["number"]["e164"] == e164


def test_region_of_the_service(client: Client) -> None:
    """Without a region in the request the service's counts, then the configuration's."""
    assert client.lookup("020 7946 0123", service="london")["number"]["e164"] == "+442079460123"
    assert client.lookup("030 23125123")["number"]["e164"] == ANNA


def test_region_required(launcher: Launcher) -> None:
    """A national writing, and nobody said in which country: 422, but E.164, short and withheld numbers need none."""
    installation = launcher.installation()
    del installation.config["region"]
    installation.add_support()
    client = launcher.start(installation).client()
    answer = client.post("/v1/lookups", {"number": "030 23125123"})
    assert answer.status == 422 and answer.pointers == [("/number", "regionRequired")]
    assert client.lookup(ANNA)["status"] == "resolved"
    assert client.lookup("4711")["number"] == {"dial": "4711"}
    assert client.lookup("anonymous")["status"] == "anonymous"
    assert client.lookup("030 23125123", region="DE")["status"] == "resolved"


@pytest.mark.parametrize("word", WITHHELD)
def test_withheld_numbers_ask_nobody(client: Client, module_upstream: Upstream, word: str) -> None:
    """C8, B13: withheld is anonymous, every connector is skipped, and no request goes out."""
    before = module_upstream.count()
    answer = client.lookup(word, service="support")
    assert answer["status"] == "anonymous" and answer["complete"] is True
    assert [entry["outcome"] for entry in answer["connectors"]] == ["skipped", "skipped"]
    assert module_upstream.count() == before


@pytest.mark.parametrize(
    "written, dial", [("4711", "4711"), ("888", "888"), ("12", "12"), ("tel:4711", "4711"), ("sip:4711@pbx.example", "4711")]
)
def test_short_numbers_ask_address_books_only(client: Client, module_upstream: Upstream, written: str, dial: str) -> None:
    """C8: short and internal numbers stay as they are dialled; no CRM is asked about them."""
    before = module_upstream.count()
    answer = client.lookup(written, service="support")
    assert answer["number"] == {"dial": dial}
    assert outcome(answer, "plainrest") == "skipped" and module_upstream.count() == before
    assert (answer["status"] == "resolved") == (dial == "4711")


def test_an_internal_number_finds_its_contact(client: Client) -> None:
    """C8: a book may hold extensions."""
    assert client.lookup("4711", service="support")["caller"]["displayName"] == "Reception"


@pytest.mark.parametrize("text", ["%", "_", "*", "%%", "____", "***", "%3%", "*123", "+49*", "+", "00"])
def test_wildcards_are_no_numbers(client: Client, text: str) -> None:
    """C8: what would be a pattern elsewhere is no number."""
    answer = client.post("/v1/lookups", {"number": text, "service": "support"})
    assert answer.status == 422, answer.body
    assert answer.pointers == [("/number", "invalidNumber")]


@pytest.mark.parametrize("text", ["888", "8", "0", "3023125___", "+49302312512%"])
def test_pieces_of_numbers_find_nobody(client: Client, text: str) -> None:
    """C8: the digits are a number of their own, which nobody has."""
    answer = client.lookup(text, service="support")
    assert answer["matches"] == [] and "caller" not in answer


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "?",
        "+",
        "%",
        "_",
        "*",
        "+1",
        "+49",
        "+" + "4" * 40,
        "4" * 40,
        "+999123456789",
        "+493023125123" * 30,
        "\U0001f600",
        "sip:nobody@pbx.example",
        "\u0007",
        "null",
    ],
)
def test_what_is_no_number_is_422(client: Client, module_upstream: Upstream, text: str) -> None:
    """B13: no digits, or no numbering plan could hold it."""
    before = module_upstream.count()
    answer = client.post("/v1/lookups", {"number": text, "service": "support"})
    assert answer.status == 422, answer.body
    assert answer.pointers == [("/number", "invalidNumber")]
    assert module_upstream.count() == before


def test_possible_but_not_valid_is_asked(client: Client, module_upstream: Upstream) -> None:
    """Numbering plans move faster than metadata: `valid: false` never stops a lookup."""
    number = "+12020550123"
    module_upstream.know(record(number, "New", "Plan"))
    answer = client.lookup(number, service="support")
    assert answer["number"]["valid"] is False
    assert (answer["status"], outcome(answer, "plainrest")) == ("resolved", "hit")


def test_possible_locally_only_is_dialled_as_it_is(client: Client) -> None:
    """What the library calls possible within an area only is a short number."""
    answer = client.lookup("555-0123", service="support", region="US")
    assert answer["number"] == {"dial": "5550123"} and outcome(answer, "plainrest") == "skipped"


def corpus(count: int = 150) -> list[str]:
    """Numbers of many countries: the library's own examples with their last digits changed."""
    chance = random.Random(7)
    regions = sorted(phonenumbers.SUPPORTED_REGIONS)
    made: list[str] = []
    while len(made) < count:
        region = chance.choice(regions)
        kind = chance.choice(
            [PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.TOLL_FREE, PhoneNumberType.VOIP]
        )
        if (example := phonenumbers.example_number_for_type(region, kind)) is not None:
            digits = phonenumbers.format_number(example, PhoneNumberFormat.E164)
            made.append(digits[:-3] + f"{chance.randrange(1000):03d}")
    return made


def described(text: str) -> dict[str, Any]:
    """The contract's `number` as the oracle makes it, without `location`."""
    number = phonenumbers.parse(text)
    region = phonenumbers.region_code_for_number(number)
    made = {
        "e164": phonenumbers.format_number(number, PhoneNumberFormat.E164),
        "international": phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL),
        "national": phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL),
        "type": TYPES[phonenumbers.number_type(number)],
        "valid": phonenumbers.is_valid_number(number),
    }
    return made | ({"region": region} if region and region != "001" else {})


def is_country(number: phonenumbers.PhoneNumber) -> bool:
    """Whether all that the geocoder knows is the country."""
    return geocoder.description_for_number(number, "en") == geocoder.country_name_for_number(number, "en")


def test_numbers_are_the_librarys(server: Callcard) -> None:
    """C8: parts of 150 numbers from all over the world equal those of `phonenumbers`, which has the same data."""
    client = server.client()
    for text in corpus():
        number = phonenumbers.parse(text)
        if not phonenumbers.is_possible_number(number):
            continue
        told = client.lookup(text, service="london")["number"]
        location = told.pop("location", None)
        expected = described(text)
        # For numbers outside the plan the region is a guess, which the library makes from the country code or not at all.
        if not expected["valid"]:
            told.pop("region", None), expected.pop("region", None)
        assert told == expected, expected["region"] if "region" in expected else expected["type"]
        # Where the geocoder knows no area it gives the country, under names that differ between the two.
        if location and expected["valid"] and not is_country(number):
            assert location == geocoder.description_for_number(number, "en")
