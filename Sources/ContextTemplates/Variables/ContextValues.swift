public import CallModel

/// The values of the variables of a context URL in one call.
///
/// Each is made only where a template asks for it; nothing is copied into dictionaries.
public struct ContextValues: Sendable, Redacted {
    private let number: CallerNumber
    private let caller: Caller?
    private let serviceID: String
    private let serviceDisplayName: String
    private let serviceUPN: String?
    private let defaults: [ServiceSettings.Parameter]
    private let parameters: [NamedValue]
    private let user: String?
    private let session: String?
    private let place: Place?

    /// - Parameters:
    ///   - number: The caller's number; on outbound calls the destination.
    ///   - caller: The merged facts about the caller.
    ///   - service: The service, with its names and the defaults of its parameters.
    ///   - parameters: Values that a flow has set; they win over the owner's defaults.
    ///   - user: UPN of the user who takes the call.
    ///   - session: The session's id.
    ///   - place: The caller's place, for maps.
    public init(
        number: CallerNumber, caller: Caller?, service: ServiceSettings, parameters: [NamedValue] = [], user: String? = nil,
        session: String? = nil, place: Place? = nil
    ) {
        self.number = number
        self.caller = caller
        self.serviceID = service.id
        self.serviceDisplayName = service.displayName
        self.serviceUPN = service.upn
        self.defaults = service.parameters
        self.parameters = parameters
        self.user = user
        self.session = session
        self.place = place
    }

    /// The variable's value; `nil` where there is none. Empty and missing are the same thing.
    public subscript(variable: Variable) -> String? {
        guard let value = self.value(of: variable), !value.isEmpty else { return nil }
        return value
    }

    private func value(of variable: Variable) -> String? {
        switch variable {
        case .customer(let field): self.caller?[field]
        case .customerTelNumber(let name): Self.find(name, in: self.caller?.telNumbers)
        case .customerCustomField(let name): Self.find(name, in: self.caller?.customFields)
        case .callerNumber: self.phoneNumber?.e164
        case .callerInternationalNumber: self.phoneNumber?.international
        case .callerNationalNumber: self.phoneNumber?.national ?? self.shortNumber
        case .callerDigits: self.phoneNumber.map { String($0.digits) } ?? self.shortNumber
        case .serviceID: self.serviceID
        case .serviceDisplayName: self.serviceDisplayName
        case .serviceUPN: self.serviceUPN
        case .userUPN: self.user
        case .sessionID: self.session
        case .parameter(let name): Self.find(name, in: self.parameters) ?? self.default(of: name)
        case .placeLabel: self.place?.label
        case .placePrecision: self.place?.precision.rawValue
        case .placeZoom: self.place.map { String($0.precision.zoom) }
        case .placeLatitude: self.place?.coordinates.map { Self.degrees($0.latitude) }
        case .placeLongitude: self.place?.coordinates.map { Self.degrees($0.longitude) }
        }
    }

    /// To four decimals, some ten metres; never with an exponent, which web maps don't read.
    private static func degrees(_ value: Double) -> String {
        let units = Int((value.magnitude * 10_000).rounded())
        var text = "\(units % 10_000 + 10_000)".dropFirst()
        while text.last == "0" { text.removeLast() }
        let sign = value < 0 && units > 0 ? "-" : ""
        return "\(sign)\(units / 10_000)\(text.isEmpty ? "" : ".")\(text)"
    }

    private var phoneNumber: PhoneNumber? {
        guard case .full(let number) = self.number else { return nil }
        return number
    }

    private var shortNumber: String? {
        guard case .short(let digits) = self.number else { return nil }
        return digits
    }

    /// The exact name wins; otherwise the first that differs in nothing but the case of letters. Empty values are passed over.
    private static func find(_ name: String, in values: [NamedValue]?) -> String? {
        guard let values else { return nil }
        let known = values.lazy.filter { !$0.value.isEmpty }
        return (known.first { $0.name == name } ?? known.first { $0.name.equalsIgnoringCase(name) })?.value
    }

    private func `default`(of name: String) -> String? {
        (self.defaults.first { $0.name == name } ?? self.defaults.first { $0.name.equalsIgnoringCase(name) })?.default
    }
}
