"""The mistakes of an operator's trial in files, keys, people and services."""

from __future__ import annotations

import hashlib

from kit.trial import (
    CONFIGURATION,
    ERROR,
    STARTS,
    WARNING,
    WITHOUT,
    Mistake,
    add,
    edit,
    remove,
    several,
    support,
    write,
)

NO_TLS = (
    "without TLS whoever sees the traffic reads keys and callers; set tls, or listen on 127.0.0.1 behind a proxy that speaks TLS"
)
READABLE = "can be read by every user of this machine; run chmod 600 on it"
NO_UPN = "is no UPN (name@domain), and people are known by the whole of it, as their key or sign-in says it"
MOVED = several(write("callcard.yml", CONFIGURATION), remove("callcard.yaml"))
SAMPLE = "0123456789abcdef" * 4
DIGEST = hashlib.sha256(b"1").hexdigest()
OTHER = hashlib.sha256(b"2").hexdigest()

FILES = [
    Mistake(
        "there is no `callcard.yaml`",
        remove("callcard.yaml"),
        ERROR,
        "callcard.yaml: does not exist; make it, or mend the path",
        "make it, or name another one with `--config`",
    ),
    Mistake(
        "the file is called `callcard.yml`",
        MOVED,
        ERROR,
        "callcard.yaml: does not exist; make it, or mend the path; there is one that ends in .yml, rename it",
        "rename it",
    ),
    Mistake(
        "the file is empty",
        write("callcard.yaml", ""),
        ERROR,
        "callcard.yaml: the file is empty",
        "restore it; a file of comments alone is taken",
    ),
    Mistake(
        "it was saved as Windows-1252",
        write("callcard.yaml", "# Büro\n".encode("cp1252") + CONFIGURATION.encode()),
        ERROR,
        "callcard.yaml:1: is no UTF-8; save the file in that encoding",
        "save it as UTF-8",
    ),
    Mistake(
        "a tab in the indentation",
        edit("  - {id: contacts,", "\t- {id: contacts,"),
        ERROR,
        "callcard.yaml:9:1: a tab stands in the indentation; YAML wants spaces there",
        "put spaces in its place",
    ),
    Mistake(
        "no blank behind a colon",
        edit("region: DE", "region:DE"),
        ERROR,
        "callcard.yaml:3:1: not readable as YAML: could not find expected ':'; look here and at the line above",
        "write `region: DE`",
    ),
    Mistake(
        "a bracket that is not closed",
        edit("manifests: [connectors/]", "manifests: [connectors/"),
        ERROR,
        "callcard.yaml:11:11: not readable as YAML: did not find expected ',' or ']'; look here and at the line above",
        "close it",
    ),
    Mistake(
        "a key that stands twice",
        add("region: FR\n"),
        ERROR,
        "callcard.yaml:22:1: the key region stands here twice; keep one of them",
        "keep one of them",
    ),
    Mistake(
        "a misspelt key",
        edit("webhooks:", "webhoks:"),
        ERROR,
        "callcard.yaml:19:3: webhoks: this key is not known; did you mean webhooks?",
        "write it right",
    ),
    Mistake(
        "a misspelt key within another one",
        edit("maxIdle: 4h", "maxIdel: 4h"),
        ERROR,
        "callcard.yaml:20:21: sessions.maxIdel: this key is not known; did you mean maxIdle?",
        "write it right",
    ),
    Mistake(
        "one entry where a list belongs",
        edit("  - {id: contacts, file", "  {id: contacts, file"),
        ERROR,
        "callcard.yaml:9:3: books: must be a list",
        "write a `-` before it",
    ),
    Mistake(
        "a length of time in words",
        edit("maxIdle: 4h", 'maxIdle: "5 minutes"'),
        ERROR,
        "callcard.yaml:20:21: sessions.maxIdle: must be a number with its unit (ms, s, m, h, d), such as 5m, from 1s to 1d",
        "write `5m`",
    ),
    Mistake(
        "a length of time out of range",
        edit("total: 1500ms", "total: 1m"),
        ERROR,
        "callcard.yaml:17:12: connectors[0].total: must be a number with its unit (ms, s, m, h, d), such as 5m, from 100ms to 10s",
        "stay in the range",
    ),
    Mistake(
        "a size with its unit",
        add("cache: {bytes: 64MB}\n"),
        ERROR,
        "callcard.yaml:22:16: cache.bytes: must be a whole number from 0 to 1099511627776",
        "write the bytes: `67108864`",
    ),
    Mistake(
        "words where a switch belongs",
        add("secrets: {refuseReadable: sometimes}\n"),
        ERROR,
        "callcard.yaml:22:27: secrets.refuseReadable: must be true or false",
        "write `true` or `false`",
    ),
    Mistake(
        "`region: UK`",
        edit("region: DE", "region: UK"),
        ERROR,
        "callcard.yaml:2:9: region: no telephone numbers are known of such a country; did you mean GB?",
        "write `GB`",
        STARTS,
    ),
    Mistake(
        "`region: Germany`",
        edit("region: DE", "region: Germany"),
        ERROR,
        "callcard.yaml:2:9: region: must be two upper-case letters (ISO 3166-1 alpha-2), such as DE; did you mean DE?",
        "write `DE`",
    ),
    Mistake(
        "a service's region in small letters",
        support("region: DE", "region: de"),
        ERROR,
        "services/support.yaml:3:9: region: must be two upper-case letters (ISO 3166-1 alpha-2), such as DE",
        "write `DE`",
    ),
]

KEYS = [
    Mistake(
        "no keys at all",
        edit(CONFIGURATION[CONFIGURATION.index("keys:") : CONFIGURATION.index("books:")], ""),
        ERROR,
        "callcard.yaml: keys: nobody may call: there are neither keys nor tokens nor pages.signIn; make a key with: callcard key new ID",
        "`callcard key new switch`, and its line under `keys`",
        STARTS,
    ),
    Mistake(
        "a role that there is not",
        edit("role: sessionService", "role: admin"),
        ERROR,
        "callcard.yaml:6:24: keys[0].role: must be one of: sessionService, owner, flow, agent, operator",
        "take one of them",
    ),
    Mistake(
        "an agent's key without its user",
        edit("role: agent, user: anna@example.com", "role: agent"),
        ERROR,
        "callcard.yaml:7:5: keys[1]: a key of role agent needs its user (a UPN)",
        "name the user",
    ),
    Mistake(
        "the key itself in place of its SHA-256",
        edit(f'"{DIGEST}"', '"cc_switch_Planted-Secret-Nobody-May-See-This0123456789"'),
        ERROR,
        "callcard.yaml:6:69: keys[0].sha256: must be the SHA-256 of the key's last 43 characters, as 64 hexadecimal digits; "
        "callcard key new prints it",
        "`callcard key new switch`: that key has been in a file",
    ),
    Mistake(
        "the sample's SHA-256",
        edit(DIGEST, SAMPLE),
        ERROR,
        "callcard.yaml:6:69: keys[0].sha256: is nobody's: take the line that callcard key new ID prints",
        "make a key",
        STARTS,
    ),
    Mistake(
        "one secret for two keys",
        edit(OTHER, DIGEST),
        WARNING,
        "callcard.yaml:7:82: keys[1].sha256: another key has the same secret; make one for each with: callcard key new ID",
        "make a second key",
        STARTS,
    ),
    Mistake(
        "two keys with one id",
        edit("{id: anna,", "{id: switch,"),
        ERROR,
        "callcard.yaml:7:5: keys[1]: another key has this id already",
        "rename one",
    ),
    Mistake(
        "a key for a service that there is not",
        edit("role: sessionService, services: [support]", "role: sessionService, services: [suport]"),
        WARNING,
        "callcard.yaml:6:51: keys[0].services[0]: there is no service of this id; did you mean support?",
        "write it right; it is no error, since a key may be older than its service",
        STARTS,
    ),
    Mistake(
        "one service where a list belongs",
        edit("role: sessionService, services: [support]", "role: sessionService, services: support"),
        ERROR,
        "callcard.yaml:6:50: keys[0].services: must be a list",
        "write `[support]`",
    ),
    Mistake(
        "a user who is no UPN",
        edit("user: anna@example.com", "user: ann"),
        WARNING,
        f"callcard.yaml:7:35: keys[1].user: {NO_UPN}",
        "write `anna@example.com`",
        STARTS,
    ),
]

SERVICES = [
    Mistake(
        "the folder of services is not there",
        edit("services: services/", "services: service/"),
        ERROR,
        "callcard.yaml:3:11: services: there is no such folder; it holds one ID.yaml for each service",
        "mend the path",
    ),
    Mistake(
        "a service's file ends in `.yml`",
        write("services/desk.yml", "owners: [olga@example.com]\n"),
        ERROR,
        "services/desk.yml: is not read; rename it to desk.yaml",
        "rename it",
        STARTS,
    ),
    Mistake(
        "a `.yml` beside the `.yaml`",
        write("services/support.yml", "owners: [olga@example.com]\n"),
        WARNING,
        "services/support.yml: is not read, support.yaml is; remove one of them",
        "remove one of them",
        STARTS,
    ),
    Mistake(
        "a service's file with a name of two words",
        write("services/Front desk.yaml", "owners: [olga@example.com]\n"),
        ERROR,
        "services/Front desk.yaml: a service's id is 1 to 128 of A-Z a-z 0-9 . _ ~ -",
        "rename it to `front-desk.yaml`",
    ),
    Mistake(
        "two services with one UPN",
        edit("sales@example.com", "support@example.com", "services/sales.yaml"),
        ERROR,
        "services/support.yaml:2:6: upn: the service sales has this UPN already, and flows would mean either; give each its own",
        "give each its own",
    ),
    Mistake(
        "a member who is no UPN",
        support("members: [anna@example.com]", "members: [anna@example.com, ben]"),
        WARNING,
        f"services/support.yaml:5:29: members[1]: {NO_UPN}",
        "write `ben@example.com`",
        STARTS,
    ),
    Mistake(
        "two members in one text",
        support("members: [anna@example.com]", 'members: ["anna@example.com, ben@example.com"]'),
        ERROR,
        "services/support.yaml:5:11: members[0]: must be a UPN, without blanks",
        "one entry for each",
    ),
    Mistake(
        "an owner by name",
        support("owners: [olga@example.com]", "owners: [Olga Okafor]"),
        ERROR,
        "services/support.yaml:4:10: owners[0]: must be a UPN, without blanks",
        "write the UPN",
    ),
    Mistake(
        "an empty list of owners",
        support("owners: [olga@example.com]", "owners: []"),
        ERROR,
        "services/support.yaml:4:9: owners: must hold at least 1; leave it out for none",
        "name one, or leave the key out",
    ),
    Mistake(
        "a connector's id is misspelt",
        support("connectors: [contacts, crm]", "connectors: [contact, crm]"),
        ERROR,
        "services/support.yaml:6:14: connectors[0]: names no book, connector or webhook of the configuration; did you mean contacts?",
        "write it right",
    ),
    Mistake(
        "a link that runs code",
        support("https://crm.example/search?phone=", "javascript:alert("),
        ERROR,
        "services/support.yaml:9:27: contexts[0].template: can't be used: Links of this scheme run code or read local files; nobody "
        "can allow it. Use https. (at 0); the context is left out",
        "begin it with `https://`",
        WITHOUT,
    ),
    Mistake(
        "a variable that there is not",
        support("{Caller.Number}", "{Caller.Phone}"),
        ERROR,
        "services/support.yaml:9:27: contexts[0].template: can't be used: There is no variable Caller.Phone. Did you mean "
        "Caller.Number? (at 34); the context is left out",
        "take one of [templates.md](../templates.md)",
        WITHOUT,
    ),
    Mistake(
        "a time with its unit in settings",
        support("retentionMs: 300000", "retentionMs: 5m"),
        ERROR,
        "services/support.yaml:7:14: retentionMs: must be a whole number from 0 to 900000",
        "write `300000`",
    ),
    Mistake(
        "a code's id that stands twice",
        lambda trial: trial.add("codes: {primary: [{id: a, name: A}, {id: a, name: B}]}\n", "services/support.yaml"),
        ERROR,
        "services/support.yaml:10:42: codes.primary[1].id: stands in the list already",
        "give each its own",
    ),
    Mistake(
        "tags are to come back, without a key file",
        several(
            edit(", recall: {keyFile: recall.key}", ""),
            lambda trial: trial.add("tagRecall: true\n", "services/support.yaml"),
        ),
        WARNING,
        "services/support.yaml:10:12: tagRecall: has no effect: the configuration names no key file under sessions.recall",
        "name one",
        STARTS,
    ),
    Mistake(
        "a misspelt setting",
        support("displayName: Support", "displayname: Support"),
        ERROR,
        "services/support.yaml:1:14: displayname: this key is not known; did you mean displayName?",
        "write it right",
    ),
]
