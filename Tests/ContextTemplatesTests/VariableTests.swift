import CallModel
import ContextTemplates
import Testing

@Suite("Variables of context URLs")
struct VariableTests {
    @Test("Each variable has its value", arguments: Self.samples)
    func value(name: String, value: String?) throws {
        let values = SampleCall.values(
            parameters: [.init(name: "ticket", value: "4711")], user: "olga@example.com", session: "c-4711")
        #expect(try values[#require(Variable(name: name))] == value)
    }

    static let samples: [(name: String, value: String?)] = [
        ("Customer.FirstName", "Anna"), ("Customer.Id", "17"), ("Customer.Email", nil),
        ("Customer.TelNumbers.Mobile", "+49 30 23125124"),
        ("Customer.TelNumbers.Office", nil), ("Customer.CustomFields.Tier", "Gold"), ("Caller.Number", "+493023125123"),
        ("Caller.NationalNumber", "030 23125123"), ("Caller.InternationalNumber", "+49 30 23125123"),
        ("Caller.Digits", "493023125123"),
        ("Service.Id", "support"), ("Service.DisplayName", "Support"), ("Service.Upn", "support@example.com"),
        ("User.Upn", "olga@example.com"),
        ("Session.Id", "c-4711"), ("Parameter.ticket", "4711"), ("Parameter.view", "short"), ("Parameter.other", nil),
    ]

    @Test("Every field of a caller is a variable under its capitalised name", arguments: CallerField.allCases)
    func field(field: CallerField) throws {
        let name = "Customer." + field.name.prefix(1).uppercased() + field.name.dropFirst()
        #expect(Variable(name: name) == .customer(field))
        #expect(Variable.customer(field).name == name)
        let value = field == .url ? "https://crm.example/1" : "x"
        #expect(SampleCall.values(field, value)[.customer(field)] == value)
    }

    @Test(
        "Names are read in any case; given names are kept as written",
        arguments: [
            ("customer.firstname", .customer(.firstName)), ("CALLER.NUMBER", .callerNumber),
            ("parameter.Ticket", .parameter("Ticket")),
            ("customer.customfields.a.b", .customerCustomField("a.b")), ("Customer.telNumbers.x", .customerTelNumber("x")),
        ] as [(String, Variable)])
    func anyCase(name: String, variable: Variable) {
        #expect(Variable(name: name) == variable)
    }

    @Test(
        "What is no variable",
        arguments: [
            "", "Customer", "Customer.", "Parameter.", "Customer.CustomFields.", "FirstName", "Customer.Firstname ",
            "Customer.CustomFields",
        ])
    func unknown(name: String) {
        #expect(Variable(name: name) == nil)
    }

    @Test("A flow's parameter wins over the default, the exact name over another case, a value over an empty one")
    func parameters() {
        let values = SampleCall.values(parameters: [
            .init(name: "VIEW", value: "long"), .init(name: "ticket", value: ""), .init(name: "Ticket", value: "1"),
            .init(name: "TICKET", value: "2"),
        ])
        #expect(values[.parameter("view")] == "long")
        #expect(values[.parameter("ticket")] == "1")
        #expect(values[.parameter("TICKET")] == "2")
        #expect(SampleCall.values(parameters: [.init(name: "view", value: "")])[.parameter("View")] == "short")
    }

    @Test("Values are not printed")
    func redacted() {
        #expect("\(SampleCall.values())" == "‹redacted›")
    }
}
