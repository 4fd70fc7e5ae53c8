/// What the owner of a service has set, with defaults where nothing was set; the contract's settings shape.
public struct ServiceSettings: Hashable, Sendable {
    /// The service's key in URLs and requests: `[A-Za-z0-9._~-]{1,128}`.
    public var id: String
    public var displayName: String
    public var upn: String?
    public var telNumber: String?
    public var region: Region?
    /// UPNs in lower case.
    public var owners: [String]
    /// UPNs in lower case.
    public var members: [String]
    public var licence: Licence
    public var widgets: Widgets
    public var contexts: [ContextTemplate]
    public var parameters: [Parameter]
    public var codes: Codes
    /// Who is asked, in the order that decides between equal findings; `nil` asks all that the configuration has at the time.
    public var connectors: [ConnectorID]?
    /// How long caller data outlive the end of a session, 0 to 15 minutes.
    public var retention: Duration
    public var tagRecall: Bool
    public var map: Map

    public init(
        id: String, displayName: String, upn: String? = nil, telNumber: String? = nil, region: Region? = nil,
        owners: [String] = [], members: [String] = [], licence: Licence = .init(), widgets: Widgets = .init(),
        contexts: [ContextTemplate] = [], parameters: [Parameter] = [], codes: Codes = .init(), connectors: [ConnectorID]? = nil,
        retention: Duration = .seconds(300), tagRecall: Bool = false, map: Map = .init()
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
        self.map = map
    }

    /// What the team has paid for.
    public struct Licence: Hashable, Sendable {
        /// Gates codes and tags.
        public var enterpriseRouting: Bool

        public init(enterpriseRouting: Bool = false) {
            self.enterpriseRouting = enterpriseRouting
        }
    }

    /// Which parts of My Sessions are shown; a new service shows caller information and status only.
    public struct Widgets: Hashable, Sendable {
        public var callerInformation = true
        public var status = true
        public var context = false
        public var map = false
        public var codes = false
        public var tags = false

        public init() {}
    }

    /// A named template of a context URL.
    public struct ContextTemplate: Hashable, Sendable {
        public var name: String
        /// RFC 6570 level 4, or `$(Group.Field)`.
        public var template: String
        /// Variables without which there is no link.
        public var required: [String]
        public var opens: ContextLink.Opening
        public var on: ContextLink.Moment

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
        public var name: String
        public var `default`: String?

        public init(name: String, default: String? = nil) {
            self.name = name
            self.default = `default`
        }
    }

    /// Codes for concluding a session, in the owner's order.
    public struct Codes: Hashable, Sendable {
        public var primary: [Code]
        public var secondary: [Code]

        public init(primary: [Code] = [], secondary: [Code] = []) {
            self.primary = primary
            self.secondary = secondary
        }
    }

    /// One code of a list.
    public struct Code: Hashable, Sendable {
        public var id: String
        public var name: String

        public init(id: String, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// How a caller's place is shown.
    public struct Map: Hashable, Sendable {
        /// `nil` takes the configuration's template.
        public var template: String?
        /// Whether the map loads without the agent asking for it.
        public var auto: Bool

        public init(template: String? = nil, auto: Bool = false) {
            self.template = template
            self.auto = auto
        }
    }
}
