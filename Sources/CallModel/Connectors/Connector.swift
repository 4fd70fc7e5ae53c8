/// A source of facts about a caller.
///
/// It answers one question, *what do you know about this number?*, and nothing else:
/// it does not cache, retry, rank or log; the enricher does.
public protocol Connector: Sendable {
    /// Configuration key, log field and metric label. Never renamed.
    var id: ConnectorID { get }

    /// Tells, without any I/O, whether asking could help at all.
    func applies(to number: CallerNumber) -> Bool

    /// Returns all it knows about `question.number`, before `question.deadline`, in its own order.
    ///
    /// Empty means "asked, nothing known": an answer like any other. Throws only when no answer was had.
    func findings(for question: Question) async throws(ConnectorError) -> [Finding]

    /// Whether a question may be sent a second time after it failed on the way, since asking changes nothing over there. Where that
    /// has happened behind the enricher's back, `question.repeats` says so.
    var repeatsSafely: Bool { get }

    /// The connector's kind and state, as far as these show without asking it anything.
    var condition: ConnectorCondition { get }

    /// Whether its answer may be another one in another region of the lookup, since national writings are read there.
    var dependsOnRegion: Bool { get }
}

extension Connector {
    /// A CRM that is well.
    public var condition: ConnectorCondition { ConnectorCondition(.crm) }
    /// `false`, unless a connector knows better.
    public var repeatsSafely: Bool { false }
    /// `false`, unless a connector knows better.
    public var dependsOnRegion: Bool { false }
}

/// A connector that knows its answer without waiting, such as an address book in memory: it needs no deadline, cache or breaker.
public protocol ImmediateConnector: Connector {
    /// All it knows about `number`, at once. An address book never fails: it answers from the last good file.
    func findings(for number: CallerNumber) -> [Finding]

    /// A number that grows whenever answers may have changed, so that nothing made of older answers is given again.
    var generation: UInt64 { get }
}

extension ImmediateConnector {
    /// The same findings, whatever the question's deadline.
    public func findings(for question: Question) async throws(ConnectorError) -> [Finding] {
        self.findings(for: question.number)
    }
}

/// The kind and state of a connector, for monitoring. Holds no caller data.
public struct ConnectorCondition: Hashable, Sendable {
    /// Whether it is an address book, a CRM or a flow.
    public let kind: Kind
    /// Why it can't do its work as it should; `nil` while all is well.
    public let trouble: String?
    /// Whether it doesn't answer at all.
    public let isOff: Bool
    /// Contacts of an address book; `nil` for all other kinds.
    public let contacts: Int?

    /// The condition of a connector of one kind; by default all is well.
    public init(_ kind: Kind, trouble: String? = nil, isOff: Bool = false, contacts: Int? = nil) {
        self.kind = kind
        self.trouble = trouble
        self.isOff = isOff
        self.contacts = contacts
    }

    /// The three kinds of connectors. Raw values are the contract's words.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case addressBook, crm, flow
    }
}
