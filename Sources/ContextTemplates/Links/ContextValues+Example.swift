public import CallModel

extension ContextValues {
    /// The values of an invented call in which everything that `template` asks for is known; for previews without a sample, and
    /// for the docs.
    ///
    /// Values are the examples of ``VariableRegistry``, of the service its own name, id, UPN and defaults.
    public static func example(for template: ContextURLTemplate, of service: ServiceSettings) -> ContextValues {
        var caller = Caller()
        var parameters: [NamedValue] = []
        let defaults = service.parameters.filter { $0.default?.isEmpty == false }
        for field in CallerField.allCases { caller[field] = self.exampleText(Variable.customer(field).name) }
        for variable in template.variables + template.required {
            switch variable {
            case .customerTelNumber(let name):
                caller.addTelNumber(name: name, value: self.exampleText(Variable.telNumbers + "<Name>"))
            case .customerCustomField(let name):
                caller.addCustomField(name: name, value: self.exampleText(Variable.customFields + "<Name>"))
            case .parameter(let name) where !defaults.contains { $0.name.equalsIgnoringCase(name) }:
                parameters.append(NamedValue(name: name, value: self.exampleText(Variable.parameters + "<Name>")))
            default: continue
            }
        }
        let number = PhoneNumber(
            e164: self.exampleText(Variable.callerNumber.name),
            international: self.exampleText(Variable.callerInternationalNumber.name),
            national: self.exampleText(Variable.callerNationalNumber.name), countryCode: 49, region: Region("DE"))
        return ContextValues(
            number: .full(number), caller: caller, service: service, parameters: parameters,
            user: self.exampleText(Variable.userUPN.name), session: self.exampleText(Variable.sessionID.name),
            place: Self.examplePlace(of: caller))
    }

    /// The address of the example; its degrees are there for templates that are made for internet addresses.
    private static func examplePlace(of caller: Caller) -> Place? {
        var place = Place(addressOf: caller)
        place?.coordinates = .init(latitude: 52.52, longitude: 13.405)
        return place
    }

    private static func exampleText(_ name: String) -> String {
        VariableRegistry.entries.first { $0.name == name }?.example ?? ""
    }
}
