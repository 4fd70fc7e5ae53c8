"""The mistakes of an operator's trial in places, sources of callers, certificates and secrets."""

from __future__ import annotations

from kit.mistakes import NO_TLS, READABLE
from kit.trial import (
    ERROR,
    STARTS,
    WARNING,
    WITHOUT,
    Mistake,
    Trial,
    add,
    edit,
    mode,
    remove,
    several,
    write,
)

BLOCKED = (
    "leads to this machine or a network of your own, which allow does not hold: no call would go there; "
    'name its block, such as allow: ["10.0.0.0/8"]'
)


def with_certificate(**days: int) -> object:
    """Names a certificate that is valid in these days."""
    return lambda trial: trial.certificate(**days)


def mismatch(trial: Trial) -> None:
    """A certificate, and the key of an older one."""
    trial.certificate()
    key = (trial.folder / "key.pem").read_bytes()
    trial.certificate()
    trial.write("key.pem", key, mode=0o600)


def swapped(trial: Trial) -> None:
    """Each file under the other's name."""
    trial.certificate()
    trial.edit("{certificate: certificate.pem, key: key.pem}", "{certificate: key.pem, key: certificate.pem}")
    (trial.folder / "certificate.pem").chmod(0o600)


PLACES = [
    Mistake(
        "a port alone",
        edit("127.0.0.1:0", "8080"),
        ERROR,
        "callcard.yaml:1:9: listen: must be HOST:PORT, such as 127.0.0.1:8080; port 0 takes a free one",
        "write `127.0.0.1:8080`",
    ),
    Mistake(
        "all addresses, without TLS",
        edit("127.0.0.1:0", "0.0.0.0:0"),
        WARNING,
        f"callcard.yaml:1:9: listen: {NO_TLS}",
        "set `tls`, or a proxy in front and its address as `pages: {publicURL: …}`",
        STARTS,
    ),
    Mistake(
        "an address that this machine does not have",
        several(edit("127.0.0.1:0", "192.0.2.1:8080"), with_certificate()),
        ERROR,
        "callcard.yaml:1:9: listen: this machine does not have the address of listen",
        "take one that `ip address` shows",
    ),
    Mistake(
        "a host name that leads nowhere",
        several(edit("127.0.0.1:0", "callcard.invalid:8080"), with_certificate()),
        ERROR,
        "callcard.yaml:1:9: listen: the host of listen has no address; write the address itself, or 0.0.0.0 for all",
        "write the address",
    ),
    Mistake(
        "a port that another program has",
        Trial.take_port,
        WARNING,
        "callcard.yaml:1:9: listen: the port is in use; set another one with listen, unless it is this server that runs there",
        "set another one; beside the running service all is well",
    ),
    Mistake(
        "the journal's folder is not there",
        edit("journal: callcard.sqlite", "journal: data/callcard.sqlite"),
        ERROR,
        "callcard.yaml:4:10: journal data/callcard.sqlite: is in a folder that does not exist; make it, or mend the path",
        "make it",
    ),
    Mistake(
        "`~` in a path",
        edit("journal: callcard.sqlite", "journal: ~/callcard.sqlite"),
        ERROR,
        "callcard.yaml:4:10: journal ~/callcard.sqlite: is in a folder that does not exist; make it, or mend the path; "
        "~ stands for no folder here, write the whole path",
        "write the whole path",
    ),
    Mistake(
        "a folder in the journal's place",
        edit("journal: callcard.sqlite", "journal: services"),
        ERROR,
        "callcard.yaml:4:10: journal services: is a folder; name a file",
        "name a file in it",
    ),
    Mistake(
        "another file in the journal's place",
        write("callcard.sqlite", "number;name\n" * 1_000),
        ERROR,
        "callcard.yaml:4:10: journal callcard.sqlite: the file is no journal; name another one, or move this one away",
        "name another one",
    ),
    Mistake(
        "the key file of subscriptions in a folder that is not there",
        edit("triggers: {keyFile: triggers.key}", "triggers: {keyFile: keys/triggers.key}"),
        ERROR,
        "callcard.yaml:21:21: triggers.keyFile: its file is in a folder that does not exist; make it, or mend the path",
        "make the folder",
        STARTS,
    ),
    Mistake(
        "the map's database is not there",
        add("map: {database: GeoLite2-City.mmdb}\n"),
        ERROR,
        "callcard.yaml:22:17: map.database: there is no such file; name a database of cities in MaxMind's format, such as "
        "GeoLite2-City.mmdb",
        "put it there, or leave `map` out",
    ),
]

SOURCES = [
    Mistake(
        "a book's file is not there",
        remove("contacts.csv"),
        ERROR,
        "callcard.yaml:9:5: books[0]: book contacts: there is no such file",
        "put it there; the book is read as soon as it is",
        WITHOUT,
    ),
    Mistake(
        "a book without a column of numbers",
        write("contacts.csv", "First name,Room\nAnna,4\n"),
        ERROR,
        "callcard.yaml:9:5: books[0]: book contacts: no column with telephone numbers was recognised in the first line; map it with "
        "columns",
        "map its heading with `columns`",
        WITHOUT,
    ),
    Mistake(
        "a mapped column that there is not",
        edit("file: contacts.csv", "file: contacts.csv, columns: {Mobil: telNumbers.Mobile}"),
        ERROR,
        'callcard.yaml:9:5: books[0]: book contacts: columns names "Mobil", which is no heading of the file',
        "write the heading as the file has it",
        WITHOUT,
    ),
    Mistake(
        "a book and a connector with one id",
        edit("{id: contacts, file", "{id: crm, file"),
        ERROR,
        "callcard.yaml:12:5: connectors[0]: another book or connector has the id crm already",
        "rename one",
        further=(
            "error: services/support.yaml:6:14: connectors[0]: names no book, connector or webhook of the configuration; "
            "there are: crm, dialler",
        ),
    ),
    Mistake(
        "two books that flows fill, with one file",
        edit(
            "  - {id: contacts, file: contacts.csv}\n",
            "  - {id: contacts, file: contacts.csv}\n  - {id: a, api: true, file: a.json}\n  - {id: b, api: true, file: a.json}\n",
        ),
        ERROR,
        "callcard.yaml:11:30: books[2].file: another book or the journal has this file already, and one would overwrite the other",
        "give each its own",
        STARTS,
    ),
    Mistake(
        "a pushed book's folder is not there",
        edit("file: contacts.csv}\n", "file: contacts.csv}\n  - {id: pushed, api: true, file: pushed/contacts.json}\n"),
        ERROR,
        "callcard.yaml:10:35: books[1].file: its file is in a folder that does not exist; make it, or mend the path",
        "make it",
        STARTS,
    ),
    Mistake(
        "a connector's id is misspelt",
        edit("- id: crm", "- id: hubspt"),
        ERROR,
        "callcard.yaml:12:9: connectors[0].id: there is no folder hubspt with a connector.yaml; looked in manifests and among "
        "callcard's own; did you mean hubspot?",
        "write it right",
        further=(
            "error: services/support.yaml:6:24: connectors[1]: names no book, connector or webhook of the configuration; "
            "there are: contacts, dialler, hubspt",
        ),
    ),
    Mistake(
        "the manifest's folder is not there",
        edit("manifests: [connectors/]", "manifests: [connector/]"),
        ERROR,
        "callcard.yaml:10:13: manifests[0]: there is no such folder",
        "mend the path",
        further=(
            "error: callcard.yaml:12:9: connectors[0].id: there is no folder crm with a connector.yaml; looked in manifests and "
            "among callcard's own*",
        ),
    ),
    Mistake(
        "a manifest with a misspelt key",
        edit("records:", "record:", "connectors/crm/connector.yaml"),
        ERROR,
        "connectors/crm/connector.yaml:22:9: record: this key is not known; did you mean records?",
        "write it right",
        WITHOUT,
        further=("error: connectors/crm/connector.yaml:2:1: the key records is missing",),
    ),
    Mistake(
        "a setting is missing",
        edit("      baseURL: https://127.0.0.1:9443\n", ""),
        ERROR,
        "callcard.yaml:14:7: connectors[0].settings: baseURL is missing; Where the CRM answers.",
        "set it",
    ),
    Mistake(
        "a setting is misspelt",
        edit("      token: {", "      tokn: {"),
        ERROR,
        "callcard.yaml:14:7: connectors[0].settings: token is missing; The CRM's access token.",
        "write it right",
        further=("error: callcard.yaml:14:7: connectors[0].settings: tokn is not a setting of crm; did you mean token?",),
    ),
    Mistake(
        "a CRM in the network, without `allow`",
        edit('    allow: ["127.0.0.0/8"]\n', ""),
        ERROR,
        f"callcard.yaml:14:16: connectors[0].settings.baseURL: {BLOCKED}",
        "name the block",
        STARTS,
    ),
    Mistake(
        "a CRM whose name leads to the network, without `allow`",
        several(edit('    allow: ["127.0.0.0/8"]\n', ""), edit("https://127.0.0.1:9443", "https://localhost:9443")),
        ERROR,
        f"callcard.yaml:14:16: connectors[0].settings.baseURL: {BLOCKED}",
        "name the block; only `check` resolves names",
        "starts",
    ),
    Mistake(
        "a block that is none",
        edit("127.0.0.0/8", "127.0.0.0/33"),
        ERROR,
        "callcard.yaml:16:13: connectors[0].allow[0]: must be an IP address or a block such as 10.0.0.0/8 or fd00::/8",
        "at most /32, for IPv6 /128",
    ),
    Mistake(
        "a block that holds all",
        edit("127.0.0.0/8", "0.0.0.0/0"),
        WARNING,
        "callcard.yaml:16:13: connectors[0].allow[0]: permits every address, also this machine's own services; name the block that is "
        "meant",
        "name the CRM's block",
        STARTS,
    ),
    Mistake(
        "plain http without saying so",
        edit("https://127.0.0.1:9443", "http://127.0.0.1:9443"),
        ERROR,
        "callcard.yaml:14:7: connectors[0].settings: baseURL begins with http://, which anybody on the way can read; use https://, or "
        "set http: true",
        "`https://`, or `http: true`",
    ),
    Mistake(
        "a host name that leads nowhere",
        edit("https://127.0.0.1:9443", "https://crm.invalid"),
        WARNING,
        "callcard.yaml:14:16: connectors[0].settings.baseURL: its host name leads nowhere from here, or not within a second; is it "
        "right, and does DNS work here?",
        "mend the name, or the machine's DNS",
        "starts",
    ),
    Mistake(
        "a webhook for a service that there is not",
        edit("dialler, services: [support]", "dialler, services: [suport]"),
        ERROR,
        "callcard.yaml:19:37: webhooks[0].services[0]: there is no service of this id; did you mean support?",
        "write it right",
    ),
    Mistake(
        "a token issuer over http",
        add("tokens:\n  - {issuer: 'http://login.example', audience: callcard, role: agent, services: [support]}\n"),
        ERROR,
        "callcard.yaml:23:14: tokens[0].issuer: must be an address that begins with https:// (or http://, where http is true)",
        "`https://`",
    ),
    Mistake(
        "a page's address with a path",
        add("pages: {publicURL: 'https://callcard.example/pages/'}\n"),
        ERROR,
        "callcard.yaml:22:20: pages.publicURL: must be an origin that begins with https:// or http://, in lower case and without a "
        "path or a / at its end",
        "write `https://callcard.example`",
    ),
    Mistake(
        "a scheme of links that runs code",
        add("contexts: {schemes: [javascript]}\n"),
        ERROR,
        "callcard.yaml:22:22: contexts.schemes[0]: this scheme can't be allowed: it is no scheme, or one that could run code in the "
        "agent's browser",
        "leave it out",
    ),
]

SECRETS = [
    Mistake(
        "a secret in the configuration",
        edit("token: {file: crm.token}", "token: Planted-Secret-Nobody-May-See-This"),
        WARNING,
        "callcard.yaml:12:5: connectors[0]: token is a secret that stands in the configuration; keep it in a file or an environment "
        "variable",
        "`{file: crm.token}`, mode 600",
        STARTS,
    ),
    Mistake(
        "a secret's file is not there",
        remove("crm.token"),
        ERROR,
        "callcard.yaml:15:14: connectors[0].settings.token: its file does not exist; make it, or mend the path",
        "make it, mode 600",
    ),
    Mistake(
        "a secret's file is empty",
        write("crm.token", "\n", mode=0o600),
        ERROR,
        "callcard.yaml:15:14: connectors[0].settings.token: its file is empty; write the secret into it",
        "write it into the file",
    ),
    Mistake(
        "a secret's file that everybody may read",
        mode("crm.token", 0o644),
        WARNING,
        f"callcard.yaml:15:14: connectors[0].settings.token: its file {READABLE}",
        "`chmod 600`; `secrets: {refuseReadable: true}` makes it an error",
        STARTS,
    ),
    Mistake(
        "the same where it is refused",
        several(mode("dialler.secret", 0o644), add("secrets: {refuseReadable: true}\n")),
        ERROR,
        f"callcard.yaml:19:57: webhooks[0].secrets[0]: its file {READABLE}",
        "`chmod 600`",
    ),
    Mistake(
        "a variable that is not set",
        edit("{file: crm.token}", "{env: CRM_TOKEN}"),
        ERROR,
        "callcard.yaml:15:14: connectors[0].settings.token: its environment variable is not set or empty; set it where callcard is "
        "started, or use {file: PATH}",
        "set it",
    ),
    Mistake(
        "a webhook's secret that is none",
        write("dialler.secret", "Planted-Secret-Nobody-May-See-This", mode=0o600),
        ERROR,
        'callcard.yaml:19:57: webhooks[0].secrets[0]: must be whsec_ and 24 to 64 bytes in Base64; make one with: echo "whsec_$(head -c '
        '32 /dev/urandom | base64)"',
        "make one",
    ),
    Mistake(
        "the key file of tags is too short",
        write("recall.key", "secret", mode=0o600),
        ERROR,
        "callcard.yaml:20:43: sessions.recall.keyFile: must be a file of 32 random bytes; make one with: head -c 32 /dev/urandom > FILE",
        "make one",
    ),
    Mistake(
        "the key file of tags may be read by everybody",
        mode("recall.key", 0o644),
        WARNING,
        f"callcard.yaml:20:43: sessions.recall.keyFile: its file {READABLE}",
        "`chmod 600`",
        STARTS,
    ),
    Mistake(
        "the key file of subscriptions may be read by everybody",
        mode("triggers.key", 0o644),
        WARNING,
        f"callcard.yaml:21:21: triggers.keyFile: its file {READABLE}",
        "`chmod 600`",
        STARTS,
    ),
    Mistake(
        "the key file of subscriptions is cut",
        write("triggers.key", bytes(31), mode=0o600),
        ERROR,
        "callcard.yaml:21:21: triggers.keyFile: triggers.key must hold 32 random bytes, as they are or in base64url; restore it, or move "
        "it away and have flows subscribe anew",
        "restore it",
    ),
    Mistake(
        "the key of TLS may be read by everybody",
        several(with_certificate(), mode("key.pem", 0o644)),
        WARNING,
        f"callcard.yaml:22:42: tls.key: its file {READABLE}",
        "`chmod 600`",
        STARTS,
    ),
    Mistake(
        "the key of TLS is not there",
        several(with_certificate(), remove("key.pem")),
        ERROR,
        "callcard.yaml:22:42: tls.key: there is no such file; name a PEM file",
        "mend the path",
    ),
    Mistake(
        "the key of another certificate",
        mismatch,
        ERROR,
        "callcard.yaml:22:6: tls: certificate and key do not belong together; name the key that the certificate was made for",
        "name both of one renewal",
    ),
    Mistake(
        "certificate and key are swapped",
        swapped,
        ERROR,
        "callcard.yaml:22:6: tls: certificate names the key, and key the certificate; swap them",
        "swap them",
    ),
    Mistake(
        "a certificate in another format",
        several(with_certificate(), write("certificate.pem", b"\x30\x82\x01\x0a")),
        ERROR,
        "callcard.yaml:22:6: tls: certificate names no PEM certificate (BEGIN CERTIFICATE); name the file of the whole chain, the "
        "server's own first",
        "`openssl x509 -inform der -in OLD -out NEW`",
    ),
    Mistake(
        "the certificate has expired",
        with_certificate(ends=-1),
        ERROR,
        "callcard.yaml:22:6: tls: the certificate has expired on *, and clients refuse it; renew it",
        "renew it",
        STARTS,
    ),
    Mistake(
        "the certificate expires soon",
        with_certificate(ends=3),
        WARNING,
        "callcard.yaml:22:6: tls: the certificate expires on *; renew it",
        "renew it",
        STARTS,
    ),
    Mistake(
        "pages on all addresses, without TLS",
        several(edit("127.0.0.1:0", "0.0.0.0:0"), add("pages: {}\n")),
        WARNING,
        "callcard.yaml:22:8: pages: pages are off: beyond this machine they want TLS; set tls, or publicURL to the https address of a "
        "proxy in front",
        "set `tls` or `publicURL`",
        STARTS,
        further=(f"warning: callcard.yaml:1:9: listen: {NO_TLS}",),
    ),
]
