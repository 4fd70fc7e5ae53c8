package import CallModel
package import ContextTemplates

/// A made-up call for trying a template: the registry's examples, with the owner's own values in their place.
package struct PreviewSample: Sendable {
    private var caller = Caller()
    private var parameters: [NamedValue] = []
    private var user: String?
    private var session: String?
    private var number: String?

    /// The registry's examples.
    package init() {
        for entry in VariableRegistry.entries {
            if let variable = Variable(name: entry.name) { self.set(variable, to: entry.example) }
        }
    }

    /// Gives a variable such as `Customer.FirstName` another value; an empty one is a missing value.
    ///
    /// - Returns: Whether there is such a variable.
    package mutating func set(_ name: String, to text: String) -> Bool {
        guard let variable = Variable(name: name) else { return false }
        self.set(variable, to: text)
        return true
    }

    /// - Throws: What is wrong with the number, at the member `sample`.
    fileprivate func values(
        for service: ServiceSettings, numbers: any NumberParser, region: Region?
    ) throws(Refusal) -> ContextValues {
        let number = try numbers.read(self.number ?? "", region: region, member: "sample")
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

/// Shows the URL that a template would give, and all that is wrong with it. A bad template is no error: owners call this as they
/// type.
package struct TemplatePreview: Sendable {
    /// A template and what it gives.
    package struct Result: Sendable {
        /// The template, with its variables and problems.
        package let template: ContextURLTemplate
        /// The URL; `nil` where the template gives none.
        package let url: String?
    }

    private let runtimeStore: RuntimeConfigurationStore
    private let numbers: any NumberParser

    init(runtimeStore: RuntimeConfigurationStore, numbers: any NumberParser) {
        self.runtimeStore = runtimeStore
        self.numbers = numbers
    }

    /// Tries a template with the parameters of a service.
    ///
    /// - Throws: `serviceNotFound`, or what is wrong with the sample's number.
    package func preview(
        _ template: String, of service: String, with sample: PreviewSample, for principal: Principal
    ) throws(Refusal) -> Result {
        let runtime = self.runtimeStore.current
        let settings = try runtime.reachedService(service, by: principal).settings
        let template = ContextURLTemplate(template, parameters: settings.parameters.map(\.name), schemes: runtime.schemes)
        let values = try sample.values(for: settings, numbers: self.numbers, region: settings.region ?? runtime.region)
        return Result(template: template, url: try? template.url(for: values))
    }
}
