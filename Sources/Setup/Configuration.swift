package import AddressBooks
public import CallModel
package import Application
public import ContextTemplates
package import Enrichment
package import Flows
package import Manifests
public import OutboundHTTP
package import Places
package import Sessions
public import SettingsFields
public import SignIn
public import YAMLReader

/// All that `callcard.yaml` and the files it names say, read and checked, secrets fetched.
public struct Configuration: Sendable {
    /// A declared connector, ready to be built.
    public struct CRM: Sendable {
        public let id: ConnectorID
        package let manifest: ConnectorManifest
        package let settings: ConnectorSettings
        package let policy: ConnectorPolicy
    }

    /// A connector in configuration order.
    package enum ConnectorEntry: Sendable {
        case book(AddressBookOptions)
        /// An address book that flows fill.
        case fedBook(APIAddressBookOptions)
        case crm(CRM)
        /// Its manifest can't be used: it is switched off, and lookups say so.
        case broken(ConnectorID)

        package var id: ConnectorID {
            switch self {
            case .book(let options): options.id
            case .fedBook(let options): options.id
            case .crm(let crm): crm.id
            case .broken(let id): id
            }
        }
    }

    /// A provider whose bearer tokens are taken.
    public struct TokenIssuer: Hashable, Sendable {
        public let rules: TokenRules
        public let keys: IssuerKeys.Options
    }

    /// Something that weakens the service without stopping it.
    public struct Warning: Sendable {
        public let problem: YAMLProblem
        /// Whether `callcard check` fails for it.
        public let failsCheck: Bool
    }

    /// Host name or address, and a port; 0 takes a free one.
    public struct Listen: Hashable, Sendable {
        public var host = "127.0.0.1"
        public var port = 8_080

        /// Whether only this machine can come: `127.0.0.0/8`, `::1` or `localhost`.
        public var isLoopback: Bool {
            self.host == "localhost" || self.host == "::1" || self.host.hasPrefix("127.")
        }
    }

    /// Requests a second and at once, of each key but those of session services.
    public struct Rates: Hashable, Sendable {
        public var perSecond = 50
        public var burst = 200
    }

    /// Flows that are told of calls.
    public struct Triggers: Hashable, Sendable {
        /// Where they may ask to be told.
        public var destinations = DestinationPolicy()
        /// Under which key that is kept; `nil` where nothing is kept.
        public var keyFile: String?
    }

    /// How callers' places are found and shown.
    public struct Maps: Sendable {
        /// Where internet addresses are; `nil` where the operator named no database.
        package var database: PlaceDatabase?
        /// Whose maps are shown where a service doesn't say otherwise.
        public var templates = MapTemplates.google
    }

    /// Pages for people, and how these sign in.
    public struct Pages: Hashable, Sendable {
        /// Where browsers reach us, without a path.
        public var publicURL: String?
        /// Who may have pages inside of theirs, as CSP writes origins.
        public var frameAncestors: [String] = []
        package var limits = LoginSessionLimits()
        public var signIn: SignIn?
        /// Who is signed in by a link that is printed.
        public var linked: [Principal] = []
    }

    /// A provider that people sign in with.
    public struct SignIn: Hashable, Sendable {
        public let client: OpenIDProvider.Client
        public let issuer: TokenIssuer
    }

    /// PEM files of a certificate with those it rests on, and of its key.
    public struct TLSFiles: Hashable, Sendable {
        public var certificate: String
        public var key: String
    }

    public var listen = Listen()
    public var region: Region?
    public var keys: [AccessKey] = []
    public var tokens: [TokenIssuer] = []
    package var connectors: [ConnectorEntry] = []
    /// Where each connector stands, as problems without words.
    var places: [ConnectorID: YAMLProblem] = [:]
    /// As their files have them.
    public var services: [WrittenSettings] = []
    /// Who may speak of callers unasked; each connector once.
    package var webhooks: [Webhook] = []
    public var schemes = URLSchemes()
    package var limits = EnrichmentLimits()
    public var rates = Rates()
    /// A lookup that takes longer is told in the log.
    public var slowLookup = Duration.milliseconds(1_500)
    /// Folders that hold `<id>/connector.yaml`, the project's own last.
    public var manifestFolders: [String] = []
    /// The manifests that connectors have, sound or not.
    var manifests: Set<ConnectorID> = []
    /// How often address book files are looked at.
    public var bookInterval = Duration.seconds(1)
    /// The journal's file; `nil` keeps sessions in memory only.
    public var journal: String?
    /// How long calls and what was said about them are kept.
    package var calls = SessionStoreLimits()
    /// 32 bytes under which callers' tags are kept; `nil` keeps none.
    public var recallKey: Sensitive<[UInt8]>?
    public var triggers = Triggers()
    public var maps = Maps()
    /// `nil` where no pages are served.
    public var pages: Pages?
    /// `nil` where TLS is somebody else's, or nobody's.
    public var tls: TLSFiles?
    public var warnings: [Warning] = []

    init() {}

    /// What is wrong with a connector, at the place where it stands.
    func problem(with connector: ConnectorID, _ message: String) -> YAMLProblem {
        let place = self.places[connector]
        return YAMLProblem(
            file: place?.file ?? "callcard.yaml", line: place?.line, column: place?.column, path: place?.path ?? "",
            message: message)
    }
}
