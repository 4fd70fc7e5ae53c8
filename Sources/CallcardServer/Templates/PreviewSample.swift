internal import CallModel
internal import ContextTemplates
internal import StrictJSON

/// A made-up call for trying a template: the registry's examples, with the owner's own values in their place.
struct PreviewSample {
    private var caller = Caller()
    private var parameters: [NamedValue] = []
    private var user: String?
    private var session: String?
    private var number: String?

    /// - Parameter values: Texts by name of variable, such as `{"Customer.FirstName": "Anna"}`; an empty text is a missing value.
    init(_ values: JSONObject?, reader: inout BodyReader) {
        for entry in VariableRegistry.entries {
            if let variable = Variable(name: entry.name) { self.set(variable, to: entry.example) }
        }
        for (name, value) in values?.members ?? [] {
            guard let variable = Variable(name: name), let text = value.stringValue else {
                let _: String? = reader.wrong("sample", "must hold texts by name of variable")
                continue
            }
            self.set(variable, to: text)
        }
    }

    func values(for service: ServiceSettings, numbers: any NumberParser, region: Region?) throws(Problem) -> ContextValues {
        let number = try numbers.read(self.number ?? "", region: region, pointer: "/sample")
        return ContextValues(
            number: number, caller: self.caller, service: service, parameters: self.parameters, user: self.user,
            session: self.session)
    }

    private mutating func set(_ variable: Variable, to text: String) {
        switch variable {
        case .customer(let field): self.caller[field] = text
        case .customerTelNumber(let name): self.caller.addTelNumber(name: name, value: text)
        case .customerCustomField(let name): self.caller.addCustomField(name: name, value: text)
        case .callerNumber: self.number = text
        case .parameter(let name): self.parameters.append(NamedValue(name: name, value: text))
        case .userUPN: self.user = text.isEmpty ? nil : text
        case .sessionID: self.session = text.isEmpty ? nil : text
        // These follow from the number and from the service itself.
        case .callerNationalNumber, .callerInternationalNumber, .callerDigits, .serviceID, .serviceDisplayName, .serviceUPN: break
        // Contexts don't know these.
        case .placeLabel, .placePrecision, .placeZoom, .placeLatitude, .placeLongitude: break
        }
    }
}
