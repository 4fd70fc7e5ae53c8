/// The settings of a service as its owner made them, with defaults where nothing was set; the contract's settings shape.
public struct ServiceSettings: Hashable, Sendable {
    /// The service's key in URLs and requests: `[A-Za-z0-9._~-]{1,128}`.
    public var id: String
    /// The service's name for people.
    public var displayName: String
    /// The service's own UPN.
    public var upn: String?
    /// The service's own number, as the owner writes it.
    public var telNumber: String?
    /// The region in which national writings of callers' numbers are read.
    public var region: Region?
    /// Users who may change these settings; UPNs in lower case.
    public var owners: [String]
    /// Users to whom the service's calls come; UPNs in lower case.
    public var members: [String]
    /// The features that the team has paid for.
    public var licence: Licence
    /// Which parts of My Sessions are shown.
    public var widgets: Widgets
    /// Templates of context URLs, in the order in which their links are shown.
    public var contexts: [ContextTemplate]
    /// Parameters that templates may use and flows may set.
    public var parameters: [Parameter]
    /// Codes for concluding a session.
    public var codes: Codes
    /// The connectors that are asked, in the order that decides between equal findings; `nil` asks all that the configuration has at the time.
    public var connectors: [ConnectorID]?
    /// The time for which caller data outlive the end of a session, 0 to 15 minutes.
    public var retention: Duration
    /// Whether a caller's tags come back on their next call (S42).
    public var tagRecall: Bool
    /// Users by the names that the team's switch has for them, such as extensions: UPNs, both in lower case.
    public var aliases: [String: String]
    /// The display of a caller's place.
    public var map: Map

    /// Settings in which all that is left out has its default.
    public init(
        id: String, displayName: String, upn: String? = nil, telNumber: String? = nil, region: Region? = nil,
        owners: [String] = [], members: [String] = [], licence: Licence = .init(), widgets: Widgets = .init(),
        contexts: [ContextTemplate] = [], parameters: [Parameter] = [], codes: Codes = .init(), connectors: [ConnectorID]? = nil,
        retention: Duration = .seconds(300), tagRecall: Bool = false, aliases: [String: String] = [:],
        map: Map = .init()
    ) {
        self.id = id
        self.displayName = displayName
        self.upn = upn
        self.telNumber = telNumber
        self.region = region
        self.owners = owners
        self.members = members
        self.licence = licence
        self.widgets = widgets
        self.contexts = contexts
        self.parameters = parameters
        self.codes = codes
        self.connectors = connectors
        self.retention = retention
        self.tagRecall = tagRecall
        self.aliases = aliases
        self.map = map
    }

    /// The features that the team has paid for.
    public struct Licence: Hashable, Sendable {
        /// Gates codes and tags.
        public var enterpriseRouting: Bool

        /// A licence, by default for nothing.
        public init(enterpriseRouting: Bool = false) {
            self.enterpriseRouting = enterpriseRouting
        }
    }

    /// The parts of My Sessions that are shown; a new service shows caller information and status only.
    public struct Widgets: Hashable, Sendable {
        /// The caller and the matches.
        public var callerInformation = true
        /// The call's state.
        public var status = true
        /// Links made from context templates.
        public var context = false
        /// The caller's place.
        public var map = false
        /// Codes for concluding.
        public var codes = false
        /// Tags for concluding.
        public var tags = false

        /// The widgets of a new service.
        public init() {}
    }

    /// A named template of a context URL.
    public struct ContextTemplate: Hashable, Sendable {
        /// The link's name for people.
        public var name: String
        /// RFC 6570 level 4, or `$(Group.Field)`.
        public var template: String
        /// Variables without which there is no link.
        public var required: [String]
        /// The place in which the link opens.
        public var opens: ContextLink.Opening
        /// When the link opens by itself.
        public var on: ContextLink.Moment

        /// A template whose link opens in a tab of its own once the call is accepted, unless told otherwise. It is not compiled here.
        public init(
            name: String, template: String, required: [String] = [], opens: ContextLink.Opening = .tab,
            on: ContextLink.Moment = .accepted
        ) {
            self.name = name
            self.template = template
            self.required = required
            self.opens = opens
            self.on = on
        }
    }

    /// A parameter that templates may use and flows may set.
    public struct Parameter: Hashable, Sendable {
        /// The name after `Parameter.` in templates.
        public var name: String
        /// The value where no flow sets one; `nil` leaves it without a value.
        public var `default`: String?

        /// A parameter, by default without a value.
        public init(name: String, default: String? = nil) {
            self.name = name
            self.default = `default`
        }
    }

    /// Codes for concluding a session, in the owner's order.
    public struct Codes: Hashable, Sendable {
        /// The first list.
        public var primary: [Code]
        /// The second list.
        public var secondary: [Code]

        /// Two lists, by default empty.
        public init(primary: [Code] = [], secondary: [Code] = []) {
            self.primary = primary
            self.secondary = secondary
        }
    }

    /// One code of a list.
    public struct Code: Hashable, Sendable {
        /// The code's id, unique in its list; conclusions keep it.
        public var id: String
        /// The code's name for people.
        public var name: String

        /// A code with its name.
        public init(id: String, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// The display of a caller's place.
    public struct Map: Hashable, Sendable {
        /// `nil` takes the configuration's template.
        public var template: String?
        /// Whether the map loads without the agent asking for it.
        public var auto: Bool

        /// A map, by default of the configuration's template and loaded on demand.
        public init(template: String? = nil, auto: Bool = false) {
            self.template = template
            self.auto = auto
        }
    }
}
