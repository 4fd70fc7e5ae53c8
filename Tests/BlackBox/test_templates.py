"""C5 Context URLs: exact bytes, values that never leave their place, and a preview that tells what is wrong."""

from __future__ import annotations

from typing import Any

import ada_url
import pytest

from kit.books import anna, contact, person
from kit.client import Answer, Client
from kit.installation import Installation
from kit.numbers import ANNA
from kit.process import Callcard, Launcher, run

ODD = "+493023125131"
EVIL = "+493023125132"
BARE = "+493023125133"

CONTEXTS: list[dict[str, Any]] = [
    {"name": "RFC", "template": "https://crm.example/search?phone={Caller.Number}"},
    {"name": "Dollar", "template": "https://crm.example/search?phone=$(Caller.Number)&last=$(Customer.LastName)"},
    {"name": "Path", "template": "https://crm.example/c/{Customer.Id}/{Customer.LastName}"},
    {
        "name": "Query",
        "template": "https://crm.example/new{?Customer.FirstName,Customer.LastName,Customer.Email}",
        "opens": "embedded",
        "on": "offered",
    },
    {"name": "Required", "template": "https://crm.example/mail?to={Customer.Email}", "required": ["Customer.Email"]},
    {
        "name": "Parts",
        "template": "https://crm.example/n?d={Caller.Digits}&n={Caller.NationalNumber}&i={Caller.InternationalNumber}",
    },
    {
        "name": "Service",
        "template": "https://crm.example/{Service.Id}?name={Service.DisplayName}&upn={Service.Upn}&q={Parameter.queue}",
    },
    {"name": "Session", "template": "https://crm.example/call?id={Session.Id}"},
]


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """A service with links of every kind, and callers with awkward names."""
    installation = module_launcher.installation()
    installation.add_book(
        "contacts",
        [
            anna(),
            person("a/b", ODD, "Zoë Müller&Söhne?", email="zoë+1@acme.example"),
            contact("../../x", EVIL, firstName="https://evil.example/", lastName="@evil.example/#"),
            contact("5", BARE, displayName="Bare"),
        ],
    )
    installation.add_service(
        "support",
        ["contacts"],
        upn="support@example.com",
        contexts=CONTEXTS,
        parameters=[{"name": "queue", "default": "first line"}],
    )
    installation.add_service("plain", ["contacts"])
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


def links(client: Client, number: str, **more: Any) -> dict[str, str]:
    """The links of a lookup by name."""
    answer = client.lookup(number, service="support", **more)
    return {link["name"]: link["url"] for link in answer["contexts"]}


def test_exact_urls(client: Client) -> None:
    """C5, S16: every byte of every link, in the owner's order."""
    assert links(client, ANNA, session="c-1") == {
        "RFC": "https://crm.example/search?phone=%2B493023125123",
        "Dollar": "https://crm.example/search?phone=%2B493023125123&last=Meier",
        "Path": "https://crm.example/c/17/Meier",
        "Query": "https://crm.example/new?Customer.FirstName=Anna&Customer.LastName=Meier",
        "Parts": "https://crm.example/n?d=493023125123&n=030%2023125123&i=%2B49%2030%2023125123",
        "Service": "https://crm.example/support?name=Support&upn=support%40example.com&q=first%20line",
        "Session": "https://crm.example/call?id=c-1",
    }
    answer = client.lookup(ANNA, service="support", session="c-1")
    assert [link["name"] for link in answer["contexts"]] == [entry["name"] for entry in CONTEXTS if entry["name"] != "Required"]
    opens = {link["name"]: (link["opens"], link["on"]) for link in answer["contexts"]}
    assert opens["RFC"] == ("tab", "accepted") and opens["Query"] == ("embedded", "offered")


def test_values_are_encoded(client: Client) -> None:
    """C5, A29: spaces, umlauts and marks of a URL stay inside their place."""
    made = links(client, ODD)
    assert made["Path"] == "https://crm.example/c/a%2Fb/M%C3%BCller%26S%C3%B6hne%3F"
    assert made["Dollar"] == "https://crm.example/search?phone=%2B493023125131&last=M%C3%BCller%26S%C3%B6hne%3F"
    assert made["Required"] == "https://crm.example/mail?to=zo%C3%AB%2B1%40acme.example"


@pytest.mark.parametrize("number", [ANNA, ODD, EVIL, BARE])
def test_nobody_changes_the_host(client: Client, number: str) -> None:
    """C5, F14: as a browser reads it (WHATWG), every link leads where its owner said, and is at most 2,048 bytes."""
    for url in links(client, number, session="c-1").values():
        parsed = ada_url.URL(url)
        assert (parsed.protocol, parsed.host, parsed.username) == ("https:", "crm.example", "")
        assert parsed.href == url and len(url) <= 2_048 and "/../" not in parsed.pathname


def test_half_a_link_is_no_link(client: Client) -> None:
    """F13: missing in the path: no link; in a query: left out; `required` and missing: no link."""
    made = links(client, BARE)
    assert "Path" not in made and "Required" not in made
    assert made["Query"] == "https://crm.example/new"
    assert made["Dollar"] == "https://crm.example/search?phone=%2B493023125133"


def test_no_links_without_a_service(server: Callcard, client: Client) -> None:
    """Without a service nobody's templates apply; a service without any has none."""
    assert server.operator().lookup(ANNA)["contexts"] == []
    assert client.lookup(ANNA, service="plain")["contexts"] == []


def test_parameters_are_told(client: Client) -> None:
    """A service's parameters come with their defaults."""
    assert client.lookup(ANNA, service="support")["parameters"] == {"queue": "first line"}


def preview(server: Callcard, template: str, **more: Any) -> Answer:
    """The preview of a template for the owner."""
    answer = server.client(server.installation.keys.owner).post(
        "/v1/templates/preview", {"template": template, "service": "support", **more}
    )
    assert answer.status == 200, answer.body
    return answer


@pytest.mark.parametrize(
    "template, variables",
    [
        ("https://crm.example/search?phone={Caller.Number}", ["Caller.Number"]),
        ("https://crm.example/$(Customer.LastName)/$(Customer.FirstName)", ["Customer.LastName", "Customer.FirstName"]),
        ("https://crm.example/{?Customer.LastName,Customer.City}", ["Customer.LastName", "Customer.City"]),
    ],
)
def test_a_good_template(server: Callcard, template: str, variables: list[str]) -> None:
    """C5: a URL from the registry's examples, and the variables by name."""
    answer = preview(server, template).json
    assert answer["problems"] == [] and answer["variables"] == variables
    assert answer["url"].startswith("https://crm.example/") and not set("{}$()") & set(answer["url"])
    assert ada_url.URL(answer["url"]).href == answer["url"]


def test_a_sample_of_ones_own(server: Callcard) -> None:
    """C5: values by name in place of the examples; an empty one is missing."""
    sample = {"Customer.LastName": "Müller & Söhne"}
    answer = preview(server, "https://crm.example/{Customer.LastName}", sample=sample).json
    assert answer["url"] == "https://crm.example/M%C3%BCller%20%26%20S%C3%B6hne"
    assert "url" not in preview(server, "https://crm.example/{Customer.LastName}", sample={"Customer.LastName": ""}).json


@pytest.mark.parametrize(
    "template, at",
    [
        ("javascript:alert({Customer.LastName})", 0),
        ("data:text/html,{Customer.LastName}", 0),
        ("JAVASCRIPT:alert(1)", 0),
        ("http://crm.example/", 0),
        ("//crm.example/", 0),
        ("crm.example/", 0),
        ("", 0),
        ("{Customer.Url}", 0),
        ("https://{Customer.City}.example/", 8),
        ("https://crm.example{Customer.City}/", None),
        ("https://user@crm.example/", None),
        ("https://user:secret@crm.example/{Caller.Number}", None),
        ("https://crm.example\\@evil.example/", None),
        ("https://crm.example/a b", None),
        ("https://crm.example/\n", None),
        ("https://crm.example/{+Customer.LastName}", 20),
        ("https://crm.example/{#Customer.LastName}", 20),
        ("https://crm.example/{Customer.LastName", 20),
        ("https://crm.example/$(Customer.LastName", 20),
        ("https://crm.example/}", 20),
        ("https://crm.example/{}", 20),
        ("https://crm.example/{Customer.Shoe}", 20),
        ("https://crm.example/{Customer.LastName:0}", None),
        ("https://crm.example/$(Nobody.Knows)", 20),
        ("https://crm.example/" + "x" * 3_000, None),
    ],
)
def test_a_bad_template_is_an_answer(server: Callcard, template: str, at: int | None) -> None:
    """C5, F14: 200 with problems, each at its place, and no URL that could be opened."""
    answer = preview(server, template).json
    assert answer["problems"], answer
    assert "url" not in answer
    places = [problem["at"] for problem in answer["problems"]]
    assert all(0 <= place <= len(template.encode()) for place in places)
    assert at is None or any(at <= place <= at + 2 for place in places), places
    assert all(problem["message"] for problem in answer["problems"])


@pytest.mark.parametrize("template", ["https://crm.example/", "https://crm.example/?q={Parameter.unknown}"])
def test_a_doubtful_template(server: Callcard, template: str) -> None:
    """C5: what works but is hardly meant (one link for all calls, an undeclared parameter) is said beside the URL."""
    answer = preview(server, template).json
    assert answer["problems"] and answer["url"].startswith("https://crm.example/")


FOREIGN = [
    ("https://crm.example/pop?num=[Number]&n={Customer.DisplayName}", "{Caller.Number}"),
    ("https://crm.example/pop?num=${Caller.Number}", "{Caller.Number}"),
    ("https://crm.example/pop?num=:phone&n={Customer.DisplayName}", "{Caller.Number}"),
    ("https://crm.example/pop?num=%CallerNumber&x=1", "{Caller.Number}"),
    ("https://crm.example/pop?num=$number", "{Caller.Number}"),
    ("https://crm.example/pop?num=__phone__", "{Caller.Number}"),
    ("https://crm.example/pop?num=[[phone]]", "{Caller.Number}"),
    ("https://crm.example/pop?name=[FirstName]+[LastName]", "{Customer.FirstName}"),
    ("https://crm.example/pop?num=%5BCallerNumber%5D", "{Caller.Number}"),
    ("https://crm.example/contacts/:id", "{Customer.Id}"),
]
BROKEN = ["{{ani}}", "{{contact.phone}}", "%CallerNumber%", "${CALLERID(num)}", "<number>", "#{phone}", "{!Contact.Phone}", "%1", "%{phone}"]
GOOD = [
    "https://crm.example:8080/pop?num={Caller.Number}",
    "https://[2001:db8::1]:8443/{Customer.Id}",
    "https://crm.example/a;phone=1/{Customer.Id}?filter[phone]={Caller.Number}",
    "https://crm.example/?$filter=phone%20eq%20'{Caller.Number}'&$top=1",
    "https://crm.example/?q=%20phone%20{Caller.Digits}+type:user",
    "https://crm.example/v1/contacts:search?time=10:30&n={Caller.Number}",
    "https://crm.example/app#{Customer.Id}",
]


def linted(installation: Installation, template: str) -> tuple[int, str]:
    """The exit status and the words of `callcard template lint`."""
    done = run("template", "lint", template, folder=installation.folder)
    return done.returncode, (done.stdout + done.stderr).decode()


@pytest.mark.parametrize("template, word", FOREIGN)
def test_a_placeholder_of_another_product(server: Callcard, template: str, word: str) -> None:
    """C5: nothing takes its place; preview and lint warn, with the word to write instead."""
    answer = preview(server, template).json
    assert any(problem["code"] == "foreignPlaceholder" and word in problem["message"] for problem in answer["problems"])
    assert answer["url"].startswith("https://crm.example/")
    status, words = linted(server.installation, template)
    assert status == 0 and "warning: " in words and word in words and "foreignPlaceholder" in words


@pytest.mark.parametrize("placeholder", BROKEN)
def test_a_placeholder_that_is_no_url(server: Callcard, placeholder: str) -> None:
    """C5: where it breaks the template, the word to write stands beside the errors."""
    template = f"https://crm.example/pop?num={placeholder}"
    answer = preview(server, template).json
    problems = {problem["code"]: problem for problem in answer["problems"]}
    assert "url" not in answer and problems["foreignPlaceholder"]["message"].endswith("Write {Caller.Number}.")
    assert problems["foreignPlaceholder"]["at"] == template.index(placeholder)
    assert linted(server.installation, template)[0] == 65


@pytest.mark.parametrize("template", GOOD)
def test_what_is_no_placeholder(server: Callcard, template: str) -> None:
    """C5: ports, hosts, parameters, other systems' keys and encoded text are left alone."""
    assert preview(server, template).json["problems"] == []
    assert linted(server.installation, template) == (0, "the template is good\n")


def test_check_names_placeholders(launcher: Launcher) -> None:
    """C5: `callcard check` warns of them, in links and in maps, and takes the configuration all the same."""
    installation = launcher.installation()
    installation.add_book("contacts", [anna()])
    contexts = [{"name": "CRM", "template": "https://crm.example/?n=[Number]&i={Customer.Id}"}]
    installation.add_service("support", ["contacts"], contexts=contexts, map={"template": "https://maps.example/?q={Place.Label}&n=[Name]"})
    done = run("check", "--config", str(installation.write()), folder=installation.folder)
    words = (done.stdout + done.stderr).decode()
    assert done.returncode == 0 and "Write {Caller.Number}." in words and "Write {Customer.DisplayName}." in words


@pytest.mark.parametrize(
    "template, want",
    [
        ("{+v:3}", "%61%62"),
        ("{+v:1}", "%61"),
        ("{#v:2}", "#%61%62"),
        ("{v:3}", "%2561"),
        ("{/v:4}", "/%2561%25"),
        ("{+w:1}", "%C3%A9"),
        ("{+w:2}", "%C3%A9l"),
        ("{w:1}", "%25"),
    ],
)
def test_a_prefix_cuts_no_triplet(launcher: Launcher, template: str, want: str) -> None:
    """C5: RFC 6570, 2.4.1: a triplet that stays is one character; where the percent sign is encoded it is three."""
    installation = launcher.installation()
    variables = installation.folder / "vars.json"
    variables.write_text('{"v": "%61%62", "w": "%C3%A9llo"}')
    done = run("template", "expand", "--vars", str(variables), template, folder=installation.folder)
    assert (done.returncode, done.stdout.decode().strip()) == (0, want)


def test_all_problems_at_once(server: Callcard) -> None:
    """C5: three mistakes are three problems, in the order of their places."""
    problems = preview(server, "https://crm.example/{+Customer.LastName}/{Customer.Shoe}/$(Nobody.Knows)").json["problems"]
    places = [problem["at"] for problem in problems]
    assert len(problems) >= 3 and places == sorted(places)
