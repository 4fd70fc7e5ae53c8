import CallModel
import ContextTemplates
import StrictJSON
import Testing

import SettingsFields

@Suite("Settings as they are read")
struct SettingsReadingTests {
    /// Every member, with another value than its default.
    static let whole = """
        {"displayName":"Support","upn":"support@example.com","telNumber":"+493023125000","region":"CH",\
        "owners":["olga@example.com"],"members":["pia@example.com"],"licence":{"enterpriseRouting":true},\
        "widgets":{"callerInformation":false,"status":false,"context":true,"map":true,"codes":true,"tags":true},\
        "contexts":[{"name":"Open","template":"https://crm.example/{Customer.LastName}","required":["Customer.LastName"],\
        "opens":"embedded","on":"offered"}],"parameters":[{"name":"queue","default":"first"},{"name":"bare"}],\
        "codes":{"primary":[{"id":"a","name":"A"}],"secondary":[{"id":"a","name":"B"}]},"connectors":["more","contacts"],\
        "retentionMs":1000,"tagRecall":true,"aliases":{"200":"pia@example.com","desk.1":"ben@example.com"},\
        "map":{"template":"https://maps.example/?q={Place.Label}","auto":true}}
        """
    static let rules = SettingsRules(
        connectors: ["contacts", "more"].compactMap(ConnectorID.init), schemes: URLSchemes(), needsOwners: true)

    static func read(_ json: String, rules: SettingsRules? = nil) throws -> SettingsReading {
        SettingsReading(SettingsValue(try StrictJSON.parse(Array(json.utf8))), id: "support", rules: rules)
    }

    private static func text(_ object: JSONObject) -> String {
        String(decoding: JSONValue.object(object).encoded(), as: UTF8.self)
    }

    @Test("What is left out is left out, and takes its default")
    func nothingIsWritten() throws {
        let reading = try Self.read("{}")
        #expect(reading.faults.isEmpty && Self.text(reading.settings.members) == "{}")
        let (made, plain) = (reading.settings.filled, ServiceSettings(id: "support", displayName: "support"))
        #expect(made == plain && made.connectors == nil)
    }

    @Test("Every member is kept as it was written")
    func everythingIsKept() throws {
        let reading = try Self.read(Self.whole, rules: Self.rules)
        #expect(reading.faults.isEmpty)
        #expect(Self.text(reading.settings.members) == Self.whole)
        #expect(Self.text(reading.settings.effective(connectors: [], region: nil)) == Self.whole, "no default is left")
        #expect(reading.settings.members.members.map(\.name) == ServiceSettings.memberNames)
    }

    @Test("Inside of members, too, what is left out stays left out")
    func partsOfParts() throws {
        let json = #"{"widgets":{"codes":true},"contexts":[{"name":"a","template":"https://crm.example/"}],"map":{}}"#
        let settings = try Self.read(json).settings
        #expect(Self.text(settings.members) == json)
        #expect(settings.filled.widgets.codes && settings.filled.widgets.status && settings.filled.contexts[0].on == .accepted)
    }

    @Test("For reading, defaults are filled in: all connectors and the configuration's region among them")
    func filledIn() throws {
        let contacts = try #require(ConnectorID("contacts"))
        let effective = try Self.read(#"{"region":null,"upn":""}"#).settings
            .effective(connectors: [contacts], region: Region("DE"))
        #expect(
            Self.text(effective) == """
                {"displayName":"support","region":"DE","owners":[],"members":[],"licence":{"enterpriseRouting":false},\
                "widgets":{"callerInformation":true,"status":true,"context":false,"map":false,"codes":false,"tags":false},\
                "contexts":[],"parameters":[],"codes":{"primary":[],"secondary":[]},"connectors":["contacts"],\
                "retentionMs":300000,"tagRecall":false,"aliases":{},"map":{"auto":false}}
                """)
    }

    @Test("The same settings are the same bytes, in whatever order and case they were written")
    func oneForm() throws {
        let ordered = try Self.read(
            #"{"upn":"a@example.com","members":["b@example.com"],"tagRecall":true,"aliases":{"200":"a","desk":"b"}}"#)
        let other = try Self.read(
            #"{"tagRecall":true,"aliases":{"Desk":"B","200":"a"},"members":["B@example.com","b@example.com"],"upn":"A@example.com"}"#
        )
        #expect(ordered.settings.json == other.settings.json)
    }

    @Test(
        "What is wrong is told at its place",
        arguments: [
            (#"{}"#, ["/owners"]),
            (#"{"owners":[]}"#, ["/owners"]),
            (#"{"owners":["a b"]}"#, ["/owners/0"]),
            (#"{"owners":["a"],"upn":"a b"}"#, ["/upn"]),
            (#"{"owners":["a"],"connectors":["contacts","nothing"]}"#, ["/connectors/1"]),
            (#"{"owners":["a"],"connectors":["flow","contacts","contacts"]}"#, ["/connectors/2"]),
            (#"{"owners":["a"],"codes":{"primary":[{"id":"a","name":"A"},{"id":"a","name":"B"}]}}"#, ["/codes/primary/1/id"]),
            (#"{"owners":["a"],"codes":{"primary":[{"id":"","name":"A"}]}}"#, ["/codes/primary/0/id"]),
            (
                #"{"owners":["a"],"contexts":[{"name":"a"},{"name":"b","template":"javascript:1"}]}"#,
                [
                    "/contexts/0/template", "/contexts/1/template",
                ]
            ),
            (#"{"owners":["a"],"map":{"template":"https://maps.example/"}}"#, ["/map/template"]),
            (#"{"owners":["a"],"a/b~c":1,"widgets":{"interactions":false}}"#, ["/a~1b~0c", "/widgets/interactions"]),
            (
                #"{"owners":["a"],"aliases":{"a b":"a","200":"b c","x":null,"Y":"a","y":"b"}}"#,
                ["/aliases", "/aliases/200", "/aliases/y"]
            ),
            (#"{"owners":["a"],"aliases":["a"]}"#, ["/aliases"]),
            (
                #"{"owners":["a"],"retentionMs":0.5,"tagRecall":1,"region":"de","members":"a"}"#,
                [
                    "/region", "/members", "/retentionMs", "/tagRecall",
                ]
            ),
        ])
    func faults(json: String, pointers: [String]) throws {
        #expect(try Self.read(json, rules: Self.rules).faults.map(\.pointer) == pointers)
    }

    @Test("Without rules, what a configuration could make good is no fault, and what can't be used is left out")
    func withoutRules() throws {
        let reading = try Self.read(
            #"{"owners":[],"connectors":["gone"],"contexts":[{"name":"a","template":"{"}],"codes":{"primary":[{"id":"a"}]}}"#)
        #expect(reading.faults.map(\.pointer) == ["/owners", "/codes/primary/0/name"])
        #expect(
            Self.text(reading.settings.members)
                == #"{"contexts":[{"name":"a","template":"{"}],"codes":{"primary":[]},"connectors":["gone"]}"#)
    }

    @Test("Settings take what others leave out, and say where they differ")
    func comparing() throws {
        let own = try Self.read(Self.whole).settings
        let other = try Self.read(
            #"{"displayName":"Other","codes":{"primary":[{"id":"a","name":"B"}]},"widgets":{"tags":true},"connectors":["more"]}"#
        ).settings
        let left = own.leavingOut(whatIsLeftOutIn: other)
        #expect(
            Self.text(left.members) == """
                {"displayName":"Support","widgets":{"tags":true},"codes":{"primary":[{"id":"a","name":"A"}]},\
                "connectors":["more","contacts"]}
                """)
        #expect(left.differences(from: other) == ["/displayName", "/codes/primary/0/name", "/connectors"])
        #expect(other.differences(from: left) == left.differences(from: other) && own.differences(from: own).isEmpty)
    }
}
