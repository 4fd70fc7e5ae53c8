package import CallModel
package import ContextTemplates
package import Flows
package import Manifests
package import OutboundHTTP
package import ServerLog
package import SettingsFields
package import SignIn
package import YAMLReader

/// The content of `callcard.yaml` and of the files it names, read and checked, with secrets fetched.
package struct Configuration: Sendable {
    /// The address and port at which the server listens.
    package var listen = Listen()
    /// The region of national writings if neither request nor service names one; `nil` where they can't be read then.
    package var region: Region?
    /// API keys, each id once.
    package var keys: [AccessKey] = []
    /// Providers whose bearer tokens are taken, each issuer once.
    package var tokens: [TokenIssuer] = []
    /// Address books, then declared connectors, each id once.
    package var connectors: [ConnectorEntry] = []
    /// Which services may name and ask which connectors.
    package var rights = ConnectorRights()
    /// The line of each connector in the configuration, as a problem without a message.
    var places: [ConnectorID: YAMLProblem] = [:]
    /// Services as their files have them.
    package var services: [WrittenSettings] = []
    /// Webhooks that may state facts unasked; each connector once.
    package var webhooks: [Webhook] = []
    /// Which schemes context URLs may have.
    package var schemes = URLSchemes()
    /// The limits of the enricher's memory, and of the calls that wait in it.
    package var limits = EnrichmentLimits()
    /// Bytes of all caches together; `nil` for a quarter of what there is.
    package var memory: Int?
    /// The limits of requests for each credential.
    package var rates = Rates()
    /// How the log is written.
    package var log = LogOptions()
    /// A lookup that takes longer is reported in the log.
    package var slowLookup = Duration.milliseconds(1_500)
    /// Folders that hold `<id>/connector.yaml`, the project's own last.
    package var manifestFolders: [String] = []
    /// The ids of the manifests that connectors name, also of those with faults.
    var manifests: Set<ConnectorID> = []
    /// The interval at which address book files are looked at.
    package var bookInterval = Duration.seconds(1)
    /// The journal's file; `nil` keeps sessions in memory only.
    package var journal: String?
    /// The limits of the session store: how many calls it holds, and for how long they are kept.
    package var calls = SessionStoreLimits()
    /// 32 bytes under which callers' tags are kept; `nil` keeps none.
    package var recallKey: Sensitive<[UInt8]>?
    /// Trigger subscriptions of flows: allowed destinations, and the file of the key that seals them.
    package var triggers = Triggers()
    /// Where refresh tokens of connectors are kept.
    package var refreshTokens = RefreshTokenPlace()
    /// The database of places, and the provider of maps.
    package var maps = Maps()
    /// What telephone switches may do beyond the rules for everybody.
    package var switches = SwitchAccess()
    /// The addresses of proxies in front, which say truly whom they forward.
    package var proxies: [AddressBlock] = []
    /// Whether an address for browsers is named, also where pages are off.
    package var hasPublicURL = false
    /// Pages for people; `nil` where none are served.
    package var pages: Pages?
    /// Certificate and key for TLS; `nil` where the server speaks plain HTTP, mostly behind a proxy that speaks TLS.
    package var tls: CertificateFiles?
    /// Faults that weaken the service without stopping it, in no order.
    package var warnings: [Warning] = []
    /// Whether there was a mapping to be read, with or without faults in it.
    package var isRead = false
    /// Whether the lists of connectors could be read, but for faults within their entries.
    var listsConnectors = true
    /// Connectors with faults that stop a start; services may name them.
    var refusedConnectors: Set<ConnectorID> = []
    /// The lines of the top keys, as problems without a message.
    var marks: [String: YAMLProblem] = [:]
    /// What is to be judged when the whole is known.
    package var review = ConfigurationReview()

    /// What `callcard.yaml` says where nothing is written.
    package init() {}

    /// A problem with a connector, at its line of the configuration.
    package func problem(with connector: ConnectorID, _ message: String) -> YAMLProblem {
        (self.places[connector] ?? YAMLProblem(file: "callcard.yaml", message: "")).saying(message)
    }

    /// A problem with what a top key says, at its line; of the whole file where it is left out.
    package func problem(at key: String, _ message: String) -> YAMLProblem {
        (self.marks[key] ?? YAMLProblem(file: "callcard.yaml", path: key, message: "")).saying(message)
    }

    /// The ids that settings may name as connectors: books and connectors in their order, then webhooks that state facts unasked.
    var settingsConnectors: [ConnectorID] {
        let asked = self.connectors.map(\.id)
        return asked + self.refusedConnectors.union(self.webhooks.map(\.connector)).subtracting(asked).sorted()
    }

    /// Whether a book or connector has this id, also one with faults.
    func hasConnector(_ id: ConnectorID) -> Bool {
        self.refusedConnectors.contains(id) || self.connectors.contains { $0.id == id }
    }

    /// Those of them that a service's settings may name.
    func settingsConnectors(of service: String) -> [ConnectorID] {
        self.settingsConnectors.filter { self.rights.allow($0, for: .only([service])) }
    }
}

extension Configuration {
    /// A connector in configuration order.
    package enum ConnectorEntry: Sendable {
        /// An address book in a file.
        case book(AddressBookOptions)
        /// An address book that flows fill.
        case apiBook(APIAddressBookOptions)
        /// A CRM or a flow, declared by a manifest.
        case crm(CRM)
        /// A connector whose manifest can't be used; it is switched off, and lookups say so.
        case broken(ConnectorID)

        /// The key of the connector in service settings, the log and metrics.
        package var id: ConnectorID {
            switch self {
            case .book(let options): options.id
            case .apiBook(let options): options.id
            case .crm(let crm): crm.id
            case .broken(let id): id
            }
        }
    }

    /// A declared connector, ready to be built.
    package struct CRM: Sendable {
        /// The connector's own id; the manifest's may be common to several connectors.
        package let id: ConnectorID
        /// The requests to it, and the reading of its answers.
        package let manifest: ConnectorManifest
        /// The manifest's settings with their values, secrets among them, and where requests may go.
        package let settings: ConnectorSettings
        /// Its limits and the lifetimes of its answers.
        package let policy: ConnectorPolicy
    }

    /// A provider whose bearer tokens are taken.
    package struct TokenIssuer: Hashable, Sendable {
        /// The rules for its tokens, and the rights that their claims give.
        package let rules: TokenRules
        /// The source of its signing keys, and the times of fetching.
        package let keys: IssuerKeys.Options
    }

    /// A fault that weakens the service without stopping it.
    package struct Warning: Sendable {
        /// Its message and its line.
        package let problem: YAMLProblem
        /// Whether `callcard check` fails for it.
        package let failsCheck: Bool

        package init(problem: YAMLProblem, failsCheck: Bool) {
            self.problem = problem
            self.failsCheck = failsCheck
        }
    }

    /// Host name or address, and a port; 0 takes a free one.
    package struct Listen: Hashable, Sendable {
        /// The address to listen on: by default this machine alone; `0.0.0.0` for all addresses.
        package var host = "127.0.0.1"
        /// 0 to 65,535.
        package var port = 8_080

        /// Whether only this machine can connect: `127.0.0.0/8`, `::1` or `localhost`.
        package var isLoopback: Bool {
            self.host == "localhost" || self.host == "::1" || self.host.hasPrefix("127.")
        }
    }

    /// Requests a second and at once, of each key but those of session services.
    package struct Rates: Hashable, Sendable {
        /// Requests in the long run, 1 to 1,000,000.
        package var perSecond = 50
        /// Requests at once after a pause, 1 to 1,000,000.
        package var burst = 200
    }

    /// Trigger subscriptions of flows.
    package struct Triggers: Hashable, Sendable {
        /// The destinations that flows may have posts sent to.
        package var destinations = DestinationPolicy()
        /// The file of the key under which subscriptions are kept; `nil` where nothing is kept.
        package var keyFile: String?
    }

    /// The database of callers' places, and the provider of their maps.
    package struct Maps: Sendable {
        /// The places of internet addresses; `nil` where the operator named no database.
        package var database: Database?
        /// The provider of maps, for services that name none.
        package var templates = MapTemplates.google

        /// A file of places, not opened yet.
        package struct Database: Sendable {
            /// The file.
            package let path: String
            /// Its line in the configuration, as a problem without a message.
            package let place: YAMLProblem
        }
    }

    /// Pages for people, and how these sign in.
    package struct Pages: Hashable, Sendable {
        /// The server's URL for browsers, without a path; `nil` where it is taken from the request.
        package var publicURL: String?
        /// Origins whose pages may embed ours, as CSP writes them.
        package var frameAncestors: [String] = []
        /// The limits of login sessions: how long people stay signed in, and how many at once.
        package var loginSessions = LoginSessionLimits()
        /// The provider that people sign in with; `nil` where there is none.
        package var signIn: SignIn?
        /// The people whose sign-in links are printed at the start.
        package var linked: [Principal] = []
    }

    /// A provider that people sign in with.
    package struct SignIn: Hashable, Sendable {
        /// Callcard as the provider knows it.
        package let client: OpenIDProvider.Client
        /// The rules for ID tokens, and the source of the provider's signing keys.
        package let issuer: TokenIssuer
    }
}
