import CallModel
import ContextTemplates
import Testing

@Suite("The registry of variables")
struct VariableRegistryTests {
    @Test("It names every variable once")
    func complete() {
        let names = VariableRegistry.entries.map(\.name)
        #expect(Set(names).count == names.count)
        for field in CallerField.allCases { #expect(names.contains(Variable.customer(field).name)) }
        for name in names { #expect(Variable(name: name)?.name == name) }
        #expect(names.count == CallerField.allCases.count + 17)
    }

    @Test("Where it says that a variable works, it works, with its example", arguments: VariableRegistry.entries)
    func uses(entry: VariableRegistry.Entry) throws {
        let name = entry.name.replacing("<Name>", with: "x")
        let purpose: TemplatePurpose = entry.use == .maps ? .map : .context
        let dials = ContextURLTemplate("tel:{\(name)}", parameters: ["x"], schemes: SampleCall.schemes, purpose: purpose)
        #expect(dials.problems.isEmpty == (entry.use == .anywhere))
        for template in ["https://crm.example/{\(name)}", "https://crm.example/?a={\(name)}", "https://crm.example/#{\(name)}"] {
            let template = ContextURLTemplate(template, parameters: ["x"], purpose: purpose)
            #expect(template.problems.isEmpty)
            let values = ContextValues.example(for: template, of: SampleCall.service)
            #expect(values[template.variables[0]] == entry.example)
            #expect(throws: Never.self) { try template.url(for: values) }
        }
    }

    @Test(
        "It understands what was meant",
        arguments: [
            ("Customer.FirstNmae", "Customer.FirstName"), ("FirstName", "Customer.FirstName"), ("CallerNumber", "Caller.Number"),
            ("Customer_First_Name", "Customer.FirstName"), ("Caller.Numbre", "Caller.Number"),
            ("Customer.Mail", "Customer.Email"),
            ("phone", nil), ("x", nil), ("", nil), ("Customer.Shoe", nil), ("Parameters.tiket", "Parameter.ticket"),
            ("ticket", "Parameter.ticket"),
            (String(repeating: "Customer.", count: 100), nil),
        ])
    func suggestion(name: String, meant: String?) {
        #expect(VariableRegistry.suggestion(for: name, parameters: ["ticket"]) == meant)
    }
}
