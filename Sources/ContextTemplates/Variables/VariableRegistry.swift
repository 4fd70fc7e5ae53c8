import CallModel

/// The one list of the variables of context URLs; the docs, the lint and the page read it.
public enum VariableRegistry {
    /// A variable, or a family of them, with what people should know of it.
    public struct Entry: Hashable, Sendable {
        /// The name as templates write it; `<Name>` stands for a name that the owner or the source of the data has given.
        public let name: String
        /// For people, without a final full stop.
        public let meaning: String
        /// A value from the ranges reserved for fiction.
        public let example: String
        /// The parts of a URL where it may stand.
        public let use: Use

        fileprivate init(_ name: String, _ meaning: String, _ example: String, _ use: Use = .anywhere) {
            self.name = name
            self.meaning = meaning
            self.example = example
            self.use = use
        }

        fileprivate init(_ variable: Variable, _ meaning: String, _ example: String) {
            self.init(variable.name, meaning, example, variable.isOfMaps ? .maps : variable.mayBeNumber ? .anywhere : .notDialled)
        }
    }

    /// The parts of a URL in which a variable may stand, in the words of the docs. Nothing ever stands in a scheme or a host.
    public enum Use: String, Hashable, Sendable {
        /// Wherever a value may stand.
        case anywhere = "path, query, fragment, `tel:`"
        /// Not in `tel:` links: its value is no number.
        case notDialled = "path, query, fragment"
        /// In templates of maps only.
        case maps = "maps: path, query, fragment"
    }

    /// All variables, in the order of the docs.
    public static let entries: [Entry] =
        CallerField.allCases.map { Entry(.customer($0), Self.meaning(of: $0), Self.example(of: $0)) } + [
            Entry(Variable.telNumbers + "<Name>", "a further number of the caller, by its name in the source", "+49 30 23125124"),
            Entry(Variable.customFields + "<Name>", "any other fact about the caller, by its name in the source", "Gold"),
            Entry(.callerNumber, "the caller's number in E.164; missing for internal and withheld numbers", "+493023125123"),
            Entry(
                .callerNationalNumber, "the same as it is written in its own country; internal numbers as dialled", "030 23125123"
            ),
            Entry(.callerInternationalNumber, "the same for people abroad", "+49 30 23125123"),
            Entry(.callerDigits, "the digits of the E.164 number, without `+`; internal numbers as dialled", "493023125123"),
            Entry(.serviceID, "the service's id", "support"),
            Entry(.serviceDisplayName, "the service's name", "Support"),
            Entry(.serviceUPN, "the service's UPN", "support@example.com"),
            Entry(.userUPN, "the UPN of the user who takes the call; missing until that is known", "anna@example.com"),
            Entry(.sessionID, "the session's id; missing in lookups without a session", "c-4711"),
            Entry(Variable.parameters + "<Name>", "a parameter of the service: set by a flow, else the owner's default", "4711"),
            Entry(.placeLabel, "where the caller is, in words to search for", "Musterstraße 1, 10115 Berlin, Germany"),
            Entry(
                .placePrecision, "how sure that is: `street postcode city state country`, `ip` or, by the number, `region`",
                "street"
            ),
            Entry(.placeZoom, "how near to look: 17 for a street, 14, 12, 8, 6, 5, and 4 for `region`", "17"),
            Entry(.placeLatitude, "degrees north; of internet addresses only", "52.52"),
            Entry(.placeLongitude, "degrees east; likewise", "13.405"),
        ]

    private static func meaning(of field: CallerField) -> String {
        switch field {
        case .firstName: "the caller's first name"
        case .lastName: "the caller's last name"
        case .displayName: "the name to show: a person's, else the company's"
        case .company: "the company's name"
        case .jobTitle: "what the caller is in the company"
        case .department: "where in the company"
        case .streetAddress: "street and house number"
        case .postCode: "postal code"
        case .city: "city"
        case .state: "state, canton or province"
        case .country: "country, as the source writes it"
        case .primaryTelNumber: "the number that the source calls the first one, as it writes it"
        case .upn: "the caller's user principal name, where they are a user"
        case .imAddress: "address for chat"
        case .email: "e-mail address"
        case .id: "the record's id in the system it came from"
        case .url: "the record's page, as a value: it can be passed on in a query, it can't be the link itself"
        }
    }

    private static func example(of field: CallerField) -> String {
        switch field {
        case .firstName: "Anna"
        case .lastName: "Meier"
        case .displayName: "Anna Meier"
        case .company: "Example & Sons"
        case .jobTitle: "Buyer"
        case .department: "Purchasing"
        case .streetAddress: "Musterstraße 1"
        case .postCode: "10115"
        case .city: "Berlin"
        case .state: "Berlin"
        case .country: "Germany"
        case .primaryTelNumber: "+49 30 23125123"
        case .upn, .imAddress, .email: "anna.meier@example.com"
        case .id: "17"
        case .url: "https://crm.example/contacts/17"
        }
    }
}

/// The purpose of a template's links; it decides which variables there are.
public enum TemplatePurpose: Hashable, Sendable {
    /// A link into a system of the team's own.
    case context
    /// A map of the caller's place: all variables of contexts, and `Place.*`.
    case map
}
