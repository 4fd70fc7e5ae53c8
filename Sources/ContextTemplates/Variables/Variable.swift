public import CallModel

/// A variable of context URLs. ``VariableRegistry`` lists each with its meaning and an example.
public enum Variable: Hashable, Sendable {
    /// A field of the caller, `Customer.*`.
    case customer(CallerField)
    /// One of the caller's further numbers, by the name its source gives it.
    case customerTelNumber(String)
    /// A fact without a field of its own, by the name its source gives it.
    case customerCustomField(String)
    /// The number in E.164, as it is written in its country and abroad, and its digits alone.
    case callerNumber, callerNationalNumber, callerInternationalNumber, callerDigits
    /// The names of the service.
    case serviceID, serviceDisplayName, serviceUPN
    /// The user who takes the call.
    case userUPN
    /// The session's id; missing in lookups without a session.
    case sessionID
    /// A parameter of the service, with the owner's default.
    case parameter(String)
    /// The caller's place; in templates of maps only.
    case placeLabel, placePrecision, placeZoom, placeLatitude, placeLongitude

    /// The spelling that docs, lint and preview show, such as `Customer.FirstName`.
    public var name: String {
        switch self {
        case .customer(let field): Self.group + field.name.prefix(1).uppercased() + field.name.dropFirst()
        case .customerTelNumber(let name): Self.telNumbers + name
        case .customerCustomField(let name): Self.customFields + name
        case .callerNumber: "Caller.Number"
        case .callerNationalNumber: "Caller.NationalNumber"
        case .callerInternationalNumber: "Caller.InternationalNumber"
        case .callerDigits: "Caller.Digits"
        case .serviceID: "Service.Id"
        case .serviceDisplayName: "Service.DisplayName"
        case .serviceUPN: "Service.Upn"
        case .userUPN: "User.Upn"
        case .sessionID: "Session.Id"
        case .parameter(let name): Self.parameters + name
        case .placeLabel: "Place.Label"
        case .placePrecision: "Place.Precision"
        case .placeZoom: "Place.Zoom"
        case .placeLatitude: "Place.Latitude"
        case .placeLongitude: "Place.Longitude"
        }
    }

    /// The variable of that name.
    ///
    /// Groups and fields are read in any case, for owners bring templates along from other products. What the owner or a source
    /// has named (`Parameter.…`, `Customer.CustomFields.…`, `Customer.TelNumbers.…`) is kept as written and compared when a link is
    /// made.
    ///
    /// - Parameter name: Without percent-encoding.
    public init?(name: String) {
        if let fixed = Self.fixed.first(where: { $0.name.equalsIgnoringCase(name) }) {
            self = fixed
        } else if let rest = name.afterIgnoringCase(Self.customFields) {
            self = .customerCustomField(rest)
        } else if let rest = name.afterIgnoringCase(Self.telNumbers) {
            self = .customerTelNumber(rest)
        } else if let rest = name.afterIgnoringCase(Self.parameters) {
            self = .parameter(rest)
        } else {
            return nil
        }
    }

    /// All variables whose names are fixed, in the order of the docs.
    static let fixed: [Variable] =
        CallerField.allCases.map(Variable.customer) + [
            .callerNumber, .callerNationalNumber, .callerInternationalNumber, .callerDigits, .serviceID, .serviceDisplayName,
            .serviceUPN, .userUPN, .sessionID, .placeLabel, .placePrecision, .placeZoom, .placeLatitude, .placeLongitude,
        ]

    /// Groups as the docs spell them, with the dots behind them.
    static let group = "Customer."
    static let telNumbers = "Customer.TelNumbers."
    static let customFields = "Customer.CustomFields."
    static let parameters = "Parameter."

    /// Whether its value is a telephone number or may be one: what `tel:` links can be made of.
    var mayBeNumber: Bool {
        switch self {
        case .customer(.primaryTelNumber), .customerTelNumber, .customerCustomField, .callerNumber, .callerNationalNumber,
            .callerInternationalNumber, .callerDigits, .parameter:
            true
        default: false
        }
    }

    /// Whether its value comes from people who write about people, so that any character may be in it.
    var isFreeText: Bool {
        switch self {
        case .callerNumber, .callerNationalNumber, .callerInternationalNumber, .callerDigits, .serviceID, .sessionID,
            .placePrecision, .placeZoom, .placeLatitude, .placeLongitude:
            false
        default: true
        }
    }

    /// Whether only templates of maps know it.
    var isOfMaps: Bool {
        switch self {
        case .placeLabel, .placePrecision, .placeZoom, .placeLatitude, .placeLongitude: true
        default: false
        }
    }

    /// Whether its value may say where somebody is.
    var tellsPlace: Bool {
        switch self {
        case .placeLabel, .placeLatitude, .placeLongitude, .customerCustomField,
            .customer(.streetAddress), .customer(.postCode), .customer(.city), .customer(.state), .customer(.country):
            true
        default: false
        }
    }
}
