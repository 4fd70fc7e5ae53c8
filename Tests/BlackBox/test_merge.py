"""C6 The contract's merge, rule by rule: grade, then connector order, and never two people in one."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from fakes.faults import slow
from fakes.upstream import Upstream, record
from kit import team
from kit.books import Contact, contact, person
from kit.client import Client
from kit.numbers import ANNA, Numbers
from kit.process import Callcard, Launcher

Answer = dict[str, Any]


class Books:
    """Numbers and who knows what about them: three books, gathered before the server starts."""

    def __init__(self) -> None:
        self.contents: dict[str, list[Contact]] = {"first": [], "second": [], "third": []}
        self.numbers: dict[str, str] = {}
        self._fresh = Numbers()

    def case(self, name: str, **known: Contact | list[Contact]) -> None:
        """Adds a case: what each book holds under one number of its own."""
        phone = self.numbers[name] = self._fresh()
        for book, contacts in known.items():
            for entry in contacts if isinstance(contacts, list) else [contacts]:
                self.contents[book].append(entry | {"businessPhones": [phone]})


def someone(external_id: str, **fields: Any) -> Contact:
    """A contact whose number the case adds; `email` stands for the list of addresses."""
    return contact(external_id, **fields)


def tiers(**values: str) -> list[dict[str, str]]:
    """`customFields` by name."""
    return [{"name": name, "value": value} for name, value in values.items()]


SAME_COMPANY = [
    ("ACME AG", "acme"),
    ("Müller & Söhne GmbH & Co. KG", "MUELLER UND SOEHNE"),
    ("Straßenbau Nord Gesellschaft mit beschränkter Haftung", "STRASSENBAU-NORD G.m.b.H."),
    ("Example Limited", "Example, Ltd."),
    ("Przykład Sp. z o.o.", "Przyklad"),
]
"""Two writings of one company each."""


def cases() -> Books:
    """All cases of this module."""
    books = Books()
    anna = {"firstName": "Anna", "lastName": "Meier"}
    bruno = {"firstName": "Bruno", "lastName": "Weber"}
    books.case("order", first=someone("f", **anna), second=someone("s", **bruno))
    books.case("source-order", first=[someone("2", company="Zulu AG"), someone("1", company="Alpha AG")])
    books.case(
        "mail",
        first=someone("f", displayName="A. Meier", email="anna@acme.example"),
        second=someone("s", displayName="Meier, Anna", jobTitle="Buyer", email="ANNA@acme.example"),
    )
    books.case(
        "name",
        first=someone("f", **anna, company="ACME AG"),
        second=someone("s", firstName=" anna", lastName="MEIER ", jobTitle="Buyer"),
    )
    books.case("no-name", first=someone("f", **anna), second=someone("s", company="ACME AG", email="anna@acme.example"))
    books.case(
        "no-name-other-mail",
        first=someone("f", **anna, email="anna@acme.example"),
        second=someone("s", company="Other AG", email="office@other.example"),
    )
    books.case(
        "first-as-it-came",
        first=someone("f", **anna),
        second=someone("s", company="ACME AG", email="office@acme.example"),
        third=someone("t", displayName="Bruno Weber", jobTitle="Buyer", email="office@acme.example"),
    )
    twins = [
        someone("1", **anna, company="ACME AG", email="anna@acme.example", department="Sales"),
        someone("2", **bruno, company="ACME AG", email="bruno@acme.example", department="Sales"),
    ]
    books.case("ambiguous", first=twins)
    books.case("ambiguous-and-later", first=twins, second=someone("s", **anna, jobTitle="Buyer"))
    books.case("ambiguous-nothing-equal", first=[someone("1", **anna), someone("2", **bruno)])
    books.case("same-twice", first=[someone("1", **anna, company="ACME AG"), someone("2", **anna, jobTitle="Buyer")])
    books.case(
        "other-person",
        first=someone("f", **anna),
        second=someone(
            "s", **bruno, company="Other AG", jobTitle="Boss", customFields=tiers(Tier="Gold"), email="bruno@other.example"
        ),
    )
    books.case(
        "lists",
        first=someone("f", **anna, customFields=tiers(Tier="Gold")),
        second=someone("s", **anna, customFields=tiers(Tier="Silver", Account="4711")),
    )
    books.case("display-given", first=someone("f", **anna, displayName="Anna from ACME"))
    books.case(
        "display-parts",
        first=someone("f", firstName="Anna", email="anna@acme.example"),
        second=someone("s", company="ACME AG", lastName="Meier", email="anna@acme.example"),
    )
    books.case("display-company", first=someone("f", jobTitle="Switchboard"), second=someone("s", company="ACME AG"))
    books.case("empty", first=someone("f", **anna, company="", jobTitle="  "), second=someone("s", **anna, company="ACME AG"))
    acme = {"company": "ACME AG", "addresses": [{"city": "Berlin"}]}
    beta = {"company": "Beta GmbH", "addresses": [{"city": "Hamburg"}]}
    books.case("company-then-person", first=someone("f", **beta), second=someone("s", **anna, company="ACME AG"))
    books.case("person-then-company", first=someone("f", **anna, company="ACME AG"), second=someone("s", **beta))
    books.case("company-and-person", first=[someone("1", **beta), someone("2", **anna, company="ACME AG")])
    books.case("two-companies", first=[someone("1", **acme), someone("2", **beta)])
    books.case("two-companies-two-books", first=someone("f", **acme), second=someone("s", **beta))
    books.case("two-forms", first=[someone("1", company="Gamma GmbH"), someone("2", company="Gamma AG")])
    books.case("two-companies-one-mailbox", first=[someone("1", **acme, email="o@x.example"), someone("2", **beta, email="o@x.example")])
    books.case("named-as-companies", first=someone("f", displayName="ACME AG"), second=someone("s", displayName="Beta GmbH"))
    for index, (one, other) in enumerate(SAME_COMPANY):
        books.case(f"same-company-{index}", first=[someone("1", company=one), someone("2", company=other, department="Sales")])
        books.case(f"own-company-{index}", first=someone("f", **anna, company=one), second=someone("s", company=other, department="Sales"))
    books.case("takes-sides", first=someone("f", **anna), second=someone("s", **acme), third=someone("t", **beta))
    books.case(
        "person-of-two-companies",
        first=someone("f", **anna, company="ACME AG"),
        second=someone("s", **anna, **beta, jobTitle="Buyer"),
    )
    for name, company, city in [("x", "Delta AG", "Berlin"), ("y", "Omega Ltd", "Berlin")]:
        books.contents["first"].append(contact(f"shared-{name}", "+49302312592*", company=company, addresses=[{"city": city}]))
    books.contents["third"].append(person("behind", "+493023125925", "Dora Direkt"))
    books.contents["first"].append(
        contact(
            "block",
            "+493023125910",
            company="Block AG",
            addresses=[{"street": "Invented Street 1", "city": "Berlin", "postalCode": "10115", "country": "Germany"}],
            customFields=tiers(Tier="Gold"),
            email="office@block.example",
        )
    )
    books.contents["second"].append(person("direct", "+493023125911", "Dora Direkt"))
    return books


BOOKS = cases()


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """Three books; two services that ask them in different orders, neither of them the configuration's."""
    installation = module_launcher.installation()
    for book in ("third", "second", "first"):
        installation.add_book(book, BOOKS.contents[book])
    installation.add_service("support", ["first", "second", "third"])
    installation.add_service("reverse", ["third", "second", "first"])
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


def look(client: Client, case: str, service: str = "support") -> Answer:
    """Looks the number of a case up; numbers themselves are left out of the answer, since every match has them."""
    answer = client.lookup(BOOKS.numbers[case], service=service)
    for part in [answer, *answer["matches"]]:
        for member in ("primaryTelNumber", "telNumbers"):
            part.get("caller", {}).pop(member, None)
    answer["sources"] = {name: source for name, source in answer.get("sources", {}).items() if "elNumber" not in name}
    return answer


def ids(answer: Answer) -> list[str]:
    """The records behind the matches, in order."""
    return [match["caller"].get("id") for match in answer["matches"]]


def test_a_the_services_order_decides(client: Client) -> None:
    """(a): equal grades come in the order of the service's connectors, whatever the configuration's order."""
    assert ids(look(client, "order")) == ["f", "s"]
    assert ids(look(client, "order", "reverse")) == ["s", "f"]
    assert look(client, "order")["caller"]["displayName"] == "Anna Meier"
    assert look(client, "order", "reverse")["caller"]["displayName"] == "Bruno Weber"


def test_a_order_in_the_source(client: Client) -> None:
    """(a): records of one book stay in its order."""
    assert ids(look(client, "source-order")) == ["2", "1"]


def test_a_grade_comes_before_order(client: Client) -> None:
    """(a): an exact match of the second book stands before a block of the first."""
    answer = client.lookup("+493023125911", service="support")
    assert [(match["connector"], match["grade"]) for match in answer["matches"]] == [("second", "exact"), ("first", "prefix")]
    assert answer["caller"]["displayName"] == "Dora Direkt"


@pytest.mark.parametrize("case", ["mail", "name"])
def test_b_the_same_caller_fills_gaps(client: Client, case: str) -> None:
    """(b), (d): a shared e-mail or full name, in any case and spacing, makes the same caller; only gaps are filled."""
    answer = look(client, case)
    assert answer["caller"]["jobTitle"] == "Buyer" and answer["sources"]["jobTitle"] == "second"
    assert answer["sources"]["displayName"] == "first" and "ambiguous" not in answer


def test_b_a_match_without_name(client: Client) -> None:
    """(b): one of them has no name and their e-mails don't differ: the same caller."""
    answer = look(client, "no-name")
    assert (answer["caller"]["company"], answer["caller"]["email"]) == ("ACME AG", "anna@acme.example")
    assert answer["sources"]["company"] == "second"


def test_b_a_match_without_name_but_another_mail(client: Client) -> None:
    """(b): without a name, but with another e-mail: somebody else."""
    assert "company" not in look(client, "no-name-other-mail")["caller"]


def test_b_compared_with_the_first_match_as_it_came(client: Client) -> None:
    """(b): what the second match added to the caller makes the third no relative of the first."""
    answer = look(client, "first-as-it-came")
    assert answer["caller"]["company"] == "ACME AG" and "jobTitle" not in answer["caller"]


def test_c_two_people_in_one_source(client: Client) -> None:
    """(c): only what is equal in all, without id, url and e-mail; all are matches."""
    answer = look(client, "ambiguous")
    assert answer["ambiguous"] is True and answer["status"] == "resolved"
    assert answer["caller"] == {"displayName": "ACME AG", "company": "ACME AG", "department": "Sales"}
    assert ids(answer) == ["1", "2"]


def test_c_nobody_settles_it(client: Client) -> None:
    """(c): that a later source knows one of the two is no reason to choose; it is a match and fills nothing."""
    answer = look(client, "ambiguous-and-later")
    assert answer["ambiguous"] is True and ids(answer) == ["1", "2", "s"]
    assert not {"firstName", "lastName", "jobTitle", "id", "email"} & answer.get("caller", {}).keys()


def test_c_nothing_equal(client: Client) -> None:
    """(c): where nothing is equal there is no caller."""
    answer = look(client, "ambiguous-nothing-equal")
    assert answer["ambiguous"] is True and not answer.get("caller") and len(answer["matches"]) == 2


def test_c_one_person_twice(client: Client) -> None:
    """(c): two records of the same caller in one book are not ambiguous; the second fills the first's gaps."""
    answer = look(client, "same-twice")
    assert "ambiguous" not in answer
    assert (answer["caller"]["company"], answer["caller"]["jobTitle"], answer["caller"]["id"]) == ("ACME AG", "Buyer", "1")


def test_d_another_person_gives_nothing(client: Client) -> None:
    """(d): a different caller from a later connector stays a match and gives no field, no custom field, no e-mail."""
    answer = look(client, "other-person")
    assert answer["caller"] == {"displayName": "Anna Meier", "firstName": "Anna", "lastName": "Meier", "id": "f"}
    assert ids(answer) == ["f", "s"] and set(answer["sources"].values()) == {"first"}


def test_e_lists_are_joined_by_name(client: Client) -> None:
    """(e): union by name, the first wins; sources name each entry."""
    answer = look(client, "lists")
    assert answer["caller"]["customFields"] == tiers(Tier="Gold", Account="4711")
    assert (answer["sources"]["customFields.Tier"], answer["sources"]["customFields.Account"]) == ("first", "second")


@pytest.mark.parametrize(
    "case, name, source",
    [
        ("display-given", "Anna from ACME", "first"),
        ("display-parts", "Anna Meier", "first"),
        ("display-company", "ACME AG", "second"),
    ],
)
def test_f_display_name(client: Client, case: str, name: str, source: str) -> None:
    """(f): as given, else "First Last", else the company; its source is that of its first part."""
    answer = look(client, case)
    assert (answer["caller"]["displayName"], answer["sources"]["displayName"]) == (name, source)


def test_g_a_block_gives_company_and_address_only(client: Client) -> None:
    """(g): of whoever sits behind a company's block nothing else is known."""
    answer = client.lookup("+493023125917", service="support")
    assert answer["caller"] == {
        "displayName": "Block AG",
        "company": "Block AG",
        "streetAddress": "Invented Street 1",
        "postCode": "10115",
        "city": "Berlin",
        "country": "Germany",
    }
    assert [match["grade"] for match in answer["matches"]] == ["prefix"]


@pytest.mark.parametrize("case", ["company-then-person", "person-then-company"])
def test_b_a_company_and_a_person_of_another(client: Client, case: str) -> None:
    """(b): companies that differ are different callers: never Anna of ACME in the town of Beta."""
    answer = look(client, case)
    caller = answer["caller"]
    assert (caller["company"], caller.get("city"), caller.get("lastName")) in [
        ("Beta GmbH", "Hamburg", None),
        ("ACME AG", None, "Meier"),
    ]
    assert ids(answer) == ["f", "s"] and set(answer["sources"].values()) == {"first"} and "ambiguous" not in answer


@pytest.mark.parametrize(
    "case",
    [
        "company-and-person",
        "two-companies",
        "two-companies-two-books",
        "two-forms",
        "two-companies-one-mailbox",
        "named-as-companies",
    ],
)
def test_b_two_companies_on_one_line(client: Client, case: str) -> None:
    """(b), (c): nobody is shown as if it were sure."""
    answer = look(client, case)
    assert answer["ambiguous"] is True and answer["status"] == "resolved" and len(answer["matches"]) == 2
    assert not {"company", "city", "displayName", "lastName", "email"} & answer.get("caller", {}).keys()


@pytest.mark.parametrize("index", range(len(SAME_COMPANY)))
def test_b_one_company_in_two_writings(client: Client, index: int) -> None:
    """(b): case, marks, punctuation and a legal form that one of them lacks make no other company."""
    for case in ("same-company", "own-company"):
        answer = look(client, f"{case}-{index}")
        assert "ambiguous" not in answer and answer["caller"]["department"] == "Sales"
        assert answer["caller"]["company"] == SAME_COMPANY[index][0]


def test_b_a_person_takes_sides_with_one_company(client: Client) -> None:
    """(b): two companies' records both fit a person without one; the card has the first only."""
    answer = look(client, "takes-sides")
    assert (answer["caller"]["company"], answer["caller"]["city"]) == ("ACME AG", "Berlin")
    assert "third" not in answer["sources"].values() and len(answer["matches"]) == 3


def test_d_a_person_of_two_companies(client: Client) -> None:
    """(d): the same person by name; the address of the other company stays with that company."""
    caller = look(client, "person-of-two-companies")["caller"]
    assert (caller["company"], caller["jobTitle"]) == ("ACME AG", "Buyer") and "city" not in caller


def test_g_two_companies_share_a_block(client: Client) -> None:
    """(b), (g): ambiguous, with what is equal in both; whoever is known behind it belongs to neither."""
    answer = client.lookup("+493023125921", service="support")
    assert answer["ambiguous"] is True and answer["caller"] == {"city": "Berlin"}
    assert [match["grade"] for match in answer["matches"]] == ["prefix", "prefix"]
    behind = client.lookup("+493023125925", service="support")
    assert behind["caller"]["displayName"] == "Dora Direkt" and not {"company", "city"} & behind["caller"].keys()
    assert "ambiguous" not in behind


def test_b_companies_of_a_book_a_crm_and_a_flow(launcher: Launcher) -> None:
    """(b): the same across all kinds of sources: a CRM's answer, a pushed book, what a flow says of a running call."""
    with Upstream() as upstream:
        installation = team.installation(launcher)
        installation.add_connector("crm", upstream.url, upstream.token)
        numbers = Numbers()
        by_crm, by_flow = numbers(), numbers()
        installation.add_book("lines", [contact("1", by_crm, by_flow, company="ACME AG")])
        installation.services["support"]["connectors"] = ["lines", "crm"]
        upstream.know({"id": "1", "first": "", "last": "", "company": "Beta GmbH", "phones": [by_crm]})
        server = launcher.start(installation)
        answer = server.client().lookup(by_crm, service="support")
        assert answer["ambiguous"] is True and len(answer["matches"]) == 2 and "company" not in answer.get("caller", {})
        call = team.call(server, number=by_flow).queued()
        flow = server.client(server.installation.keys.flow)
        shown = server.client().get(f"/v1/sessions/{call.session}/context?waitMs=5000").json
        assert shown["caller"]["company"] == "ACME AG"
        for company, is_ambiguous in (("Beta GmbH", True), ("Acme", False)):
            said = flow.request("PUT", f"/v1/tasks/{call.session}", {"customer": {"company": company, "city": "Hamburg"}})
            assert said.status == 200, said.body
            shown = server.client().get(f"/v1/sessions/{call.session}/context").json
            assert shown.get("ambiguous", False) == is_ambiguous
            assert shown.get("caller", {}).get("city") == (None if is_ambiguous else "Hamburg")


def test_custom_fields_by_name(client: Client) -> None:
    """`customFieldsByName` is `customFields` as an object, in the caller and in matches; absent where there are none."""
    answer = look(client, "lists")
    assert answer["caller"]["customFieldsByName"] == {"Tier": "Gold", "Account": "4711"}
    assert [match["caller"]["customFieldsByName"] for match in answer["matches"]] == [
        {"Tier": "Gold"},
        {"Tier": "Silver", "Account": "4711"},
    ]
    assert not [name for name in answer["sources"] if name.startswith("customFieldsByName")]
    without = look(client, "order")
    assert "customFieldsByName" not in without["caller"]
    assert not [match for match in without["matches"] if "customFieldsByName" in match["caller"]]


def test_empty_is_absent(client: Client) -> None:
    """`""` and blanks count as absent: they don't shut the next source out."""
    answer = look(client, "empty")
    assert answer["caller"]["company"] == "ACME AG" and "jobTitle" not in answer["caller"]


def test_no_chimera(client: Client) -> None:
    """A26: in every case, what `caller` holds comes from records that could be one person: no field of another name's record."""
    for case in BOOKS.numbers:
        answer = look(client, case)
        for field, source in answer["sources"].items():
            if field.split(".")[0] in ("displayName", "customFields"):
                continue
            given = [match["caller"].get(field) for match in answer["matches"] if match["connector"] == source]
            assert answer["caller"][field] in given, (case, field)


def test_same_input_same_output(launcher: Launcher) -> None:
    """A26: two CRMs disagree; which of them answers first never matters."""
    with Upstream() as one, Upstream() as two:
        installation = launcher.installation()
        installation.add_connector("crm1", one.url, one.token)
        installation.add_connector("crm2", two.url, two.token)
        installation.add_service("support", ["crm1", "crm2"])
        one.know(record(ANNA, "Anna", "Meier"))
        two.know(record(ANNA, "Bruno", "Weber", company="Other AG"))
        client = launcher.start(installation).client()
        seen = []
        for delays in permutations([0.0, 0.15]):
            for upstream, delay in zip((one, two), delays):
                upstream.fault = slow(delay)
            client.forget(ANNA)
            answer = client.lookup(ANNA, service="support")
            seen.append({member: answer[member] for member in ("status", "caller", "sources", "matches", "number")})
        assert seen[0] == seen[1]
        assert seen[0]["caller"]["displayName"] == "Anna Meier" and "company" not in seen[0]["caller"]
        assert len(seen[0]["matches"]) == 2
