import CallModel
import ContextTemplates
import Enrichment
import Flows
import Journal
import Logging
import OutboundHTTP
import SessionTestSupport
import Sessions
import SettingsFields
import StrictJSON
import TestSupport
import Waiting

@testable import Application

/// All use cases over engines in memory: service `support` of Anna and Ben, owned by Olga, and service `sales` of Ben. Book `contacts`
/// knows Anna Meier under +49 30 23125123.
final class Bench: Sendable {
    let time = ManualTime()
    let useCases: UseCases
    let updater: RecordingUpdater
    let encodings = CountingEncodings()
    let book = EditableBook()
    private let journaling: Task<Void, Never>

    init(recallKey: [UInt8]? = nil) {
        let (time, journal) = (self.time, InMemoryJournal())
        let runtimeStore = RuntimeConfigurationStore(Self.runtime(book: self.book))
        self.updater = RecordingUpdater(runtimeStore: runtimeStore)
        let sessionStore = SessionStore(
            journal: journal, feed: InteractionFeed(boot: "boot", time: time), time: time,
            settings: { runtimeStore.current.services[$0]?.settings })
        let engines = UseCases.Engines(
            runtimeStore: runtimeStore, enricher: Enricher(time: time), numbers: FictionNumbers(), sessionStore: sessionStore,
            subscriptionStore: SubscriptionStore(journal: journal, keys: EphemeralSealKey(), time: time), tags: journal,
            recallKey: recallKey.map { Sensitive($0) }, settings: self.updater, callbacks: PublicDestinations(), time: time,
            logger: Logger(label: "test"))
        self.useCases = UseCases(engines, encodings: [self.encodings])
        self.journaling = Task { await sessionStore.run() }
    }

    deinit { self.journaling.cancel() }

    static let agent = Principal(id: "anna", role: .agent, services: .all, user: anna)
    static let owner = Principal(id: "olga", role: .owner, services: .all, user: "olga@example.com")
    static let administrator = Principal(id: "ops", role: .operator, services: .all)
    static let switchboard = Principal(id: "switch", role: .sessionService, services: .only(["support"]))
    static let flow = Principal(id: "flow", role: .flow, services: .only(["support"]))

    /// Posts an event of session `c-1`.
    @discardableResult
    func receive(_ type: EventType, _ user: String? = nil, number: String? = nil) async throws -> Int {
        let draft = EventDraft(
            id: "e-\(type.rawValue)", type: type, direction: .inbound, service: "support", user: user)
        return try await self.useCases.events.receive(.init(draft, number: number), of: "c-1", from: Self.switchboard)
    }

    /// The code of the refusal that `work` meets; `nil` where it meets none.
    func refusal(_ work: () async throws(Refusal) -> some Sendable) async -> Refusal.Code? {
        do throws(Refusal) {
            _ = try await work()
            return nil
        } catch {
            return error.code
        }
    }

    private static func runtime(book: EditableBook) -> RuntimeConfiguration {
        let contacts = GuardedConnector(KnownContact())
        let services = [Self.support, Self.sales].map { settings in
            RuntimeConfiguration.Service(
                settings: settings, plan: LookupPlan(connectors: [contacts], settings: settings.filled),
                map: MapLinkMaker(settings: settings.filled))
        }
        var flows = FlowAccess()
        flows.books = [book]
        flows.webhooks = [KnownContact.crm: Webhook(connector: KnownContact.crm, scope: .only(["support"]), secrets: [])]
        return RuntimeConfiguration(
            services: services, connectors: [contacts], region: Region("DE"), schemes: URLSchemes(),
            authenticator: Nobody(), flows: flows, scopes: [.all])
    }

    private static let support = SettingsReading(
        SettingsValue([
            "displayName": .string("Support"), "upn": .string("support@example.com"),
            "owners": .array([.string("olga@example.com")]), "members": .array([.string(anna), .string(ben)]),
            "licence": .object(["enterpriseRouting": .bool(true)]),
            "widgets": .object(["codes": .bool(true), "tags": .bool(true)]), "tagRecall": .bool(true),
        ]), id: "support"
    ).settings

    private static let sales = SettingsReading(
        SettingsValue(["displayName": .string("Sales"), "members": .array([.string(ben)])]), id: "sales"
    ).settings
}

extension SettingsValue {
    fileprivate init(_ members: JSONObject) { self.init(.object(members)) }
}

/// Reads `+` and digits, and digits where a region says which country; nothing else.
struct FictionNumbers: NumberParser {
    func read(_ text: String, region: Region?) throws(NumberError) -> CallerNumber {
        if text.isEmpty { return .withheld }
        let digits = text.filter { $0.isNumber }
        guard digits.count >= 7 else { throw .invalidNumber }
        guard text.hasPrefix("+") || region != nil else { throw .regionRequired }
        let e164 = text.hasPrefix("+") ? "+" + digits : "+49" + digits.drop { $0 == "0" }
        return .full(PhoneNumber(e164: e164, international: e164, national: digits, countryCode: 49, region: region))
    }
}

/// Knows one contact.
struct KnownContact: ImmediateConnector {
    static let crm = ConnectorID("crm")!

    let id = ConnectorID("contacts")!
    let generation: UInt64 = 1

    func applies(to number: CallerNumber) -> Bool { true }

    func findings(for number: CallerNumber) -> [Finding] {
        guard case .full(let number) = number, number.e164 == "+493023125123" else { return [] }
        var caller = Caller()
        caller[.displayName] = "Anna Meier"
        return [Finding(grade: .exact, caller: caller)]
    }
}

/// A book by the name of the connector that plans ask, so that keys of their services reach it.
final class EditableBook: EditableAddressBook {
    let id = ConnectorID("contacts")!
    private let contacts = Lock<[String: BookContact]>([:])

    var contactCount: Int { self.contacts.withLock(\.count) }

    func put(_ contacts: [BookContact], addsNew: Bool) -> [ContactResult] {
        self.contacts.withLock { kept in
            contacts.map { contact in
                guard addsNew || kept[contact.id] != nil else { return .notFound }
                return kept.updateValue(contact, forKey: contact.id) == nil ? .added : .updated
            }
        }
    }

    func contacts(_ ids: [String]) -> [BookContact] { self.contacts.withLock { kept in ids.compactMap { kept[$0] } } }
    func contacts(after id: String?, limit: Int) -> [BookContact] { [] }
    func delete(_ ids: [String]) -> Int { 0 }
    func clear() -> Int { 0 }
}

/// Puts settings into force, and remembers whose change it was.
final class RecordingUpdater: SettingsUpdater {
    private let runtimeStore: RuntimeConfigurationStore
    private let changes = Lock<[String]>([])

    init(runtimeStore: RuntimeConfigurationStore) {
        self.runtimeStore = runtimeStore
    }

    var changedBy: [String] { self.changes.withLock(\.self) }

    func replace(
        _ settings: WrittenSettings, changedBy: String, if isExpected: @escaping @Sendable (WrittenSettings) -> Bool
    ) async throws(SettingsUpdateError) {
        guard let inForce = self.runtimeStore.current.services[settings.id] else { throw .unknown }
        guard isExpected(inForce.written) else { throw .changed }
        self.changes.withLock { $0.append(changedBy) }
    }
}

/// Counts how often something is forgotten.
final class CountingEncodings: CallerEncodings {
    private let count = Lock(0)

    var forgotten: Int { self.count.withLock(\.self) }

    func forget(_: CallerNumber) -> Int {
        self.count.withLock { $0 += 1 }
        return 2
    }
}

/// Allows callbacks on `https`, and sends nothing.
private struct PublicDestinations: HTTPTransport, DestinationCheck {
    func check(_ url: String, for destinations: DestinationPolicy) async throws(TransportError) {
        guard url.hasPrefix("https://") else { throw .blockedDestination }
    }

    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPAnswer { throw .timeout }
}

private struct Nobody: Authenticator {
    func principal(presenting credential: String) async -> Principal? { nil }
}
