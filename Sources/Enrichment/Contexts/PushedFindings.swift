internal import CallModel
internal import Waiting

/// The statements of one webhook about a number. Each statement has its own 15 minutes: a later one lets nothing live longer that
/// was stated before.
struct PushedFindings: Sendable {
    let connector: ConnectorID
    /// The services whose lookups get the findings.
    let scope: ServiceScope
    /// Tells it from all others of the store that keeps it.
    let id: UInt64
    /// Its place in that store.
    var place: FairShare<String, Seat>.Place?
    /// Those of them that have forgotten the number since.
    private(set) var forgotten: [ServiceScope] = []
    /// Oldest first; no member is in two of them, so there are no more of them than members.
    private var parts: [(statement: CallerStatement, end: MonotonicTime)] = []

    /// Findings as the room for all of them knows them.
    struct Seat: Sendable {
        let number: NumberKey
        let id: UInt64
    }

    init(_ connector: ConnectorID, _ scope: ServiceScope, id: UInt64) {
        self.id = id
        self.connector = connector
        self.scope = scope
    }

    /// The end of the last statement.
    var end: MonotonicTime { self.parts.last?.end ?? MonotonicTime(nanoseconds: 0) }

    /// The ends of all statements.
    var ends: [MonotonicTime] { self.parts.map(\.end) }

    /// Puts a statement in place of what was stated before of the members that it names.
    mutating func apply(_ statement: CallerStatement, at now: MonotonicTime) {
        self = self.current(at: now)
        self.parts = self.parts.map { (statement: $0.statement.removing(statement), end: $0.end) }.filter {
            !$0.statement.isEmpty
        }
        self.parts.append((statement, now + SessionContextStore.lifetime))
    }

    /// Whether lookups of `audience` get the findings.
    func isFor(_ audience: ServiceScope) -> Bool {
        self.scope.contains(audience) && !self.forgotten.contains { $0.overlaps(audience) }
    }

    /// Takes the findings from all services within `scope`; `nil` where nobody is left who gets them.
    func forgotten(by scope: ServiceScope) -> PushedFindings? {
        guard !scope.contains(self.scope) else { return nil }
        var left = self
        if scope.overlaps(self.scope), !left.forgotten.contains(where: { $0.contains(scope) }) { left.forgotten.append(scope) }
        return left
    }

    /// The findings without the statements whose time is over.
    func current(at now: MonotonicTime) -> PushedFindings {
        var current = self
        current.parts.removeAll { $0.end <= now }
        return current
    }

    /// The facts of all statements whose time is not over.
    func statedFacts(at now: MonotonicTime) -> StatedFacts {
        var facts = StatedFacts(self.connector)
        for part in self.parts where part.end > now { facts.apply(part.statement) }
        return facts
    }

    /// Bytes that it takes beside itself.
    var heapSize: Int { self.parts.heapSize { $0.statement.heapSize } + HeapSize.buffer(of: self.forgotten) }
}

extension PushedFindings: Redacted {}

extension CallerStatement {
    /// The statement without the members that another one names.
    fileprivate func removing(_ other: CallerStatement) -> CallerStatement {
        CallerStatement(
            fields: self.fields.filter { other.fields[$0.key] == nil },
            telNumbers: other.telNumbers == nil ? self.telNumbers : nil,
            customFields: other.customFields == nil ? self.customFields : nil,
            parameters: other.parameters == nil ? self.parameters : nil,
            preferredUsers: other.preferredUsers == nil ? self.preferredUsers : nil)
    }

    /// Whether it names nothing.
    fileprivate var isEmpty: Bool {
        self.fields.isEmpty && self.telNumbers == nil && self.customFields == nil && self.parameters == nil
            && self.preferredUsers == nil
    }
}
