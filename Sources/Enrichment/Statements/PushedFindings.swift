internal import CallModel

/// What one webhook has said of a number. Each statement has its own 15 minutes: saying more lets nothing live longer that was said
/// before.
struct PushedFindings: Sendable {
    let connector: ConnectorID
    /// The services that it is for.
    let scope: ServiceScope
    /// Oldest first; no member is in two of them, so there are no more of them than members.
    private var parts: [(statement: CallerStatement, end: MonotonicTime)] = []

    init(_ connector: ConnectorID, _ scope: ServiceScope) {
        self.connector = connector
        self.scope = scope
    }

    /// When the last of it is over.
    var end: MonotonicTime { self.parts.last?.end ?? MonotonicTime(nanoseconds: 0) }

    /// When some of it is over before the rest.
    var ends: [MonotonicTime] { self.parts.dropLast().map(\.end) }

    /// Takes a statement in place of what was said before of the members that it names.
    mutating func take(_ statement: CallerStatement, at now: MonotonicTime) {
        self = self.without(whatIsOverAt: now)
        self.parts = self.parts.map { (statement: $0.statement.removing(statement), end: $0.end) }.filter {
            !$0.statement.isEmpty
        }
        self.parts.append((statement, now + SessionContextStore.lifetime))
    }

    func without(whatIsOverAt now: MonotonicTime) -> PushedFindings {
        var push = self
        push.parts.removeAll { $0.end <= now }
        return push
    }

    func said(at now: MonotonicTime) -> StatedFacts {
        var said = StatedFacts(self.connector)
        for part in self.parts where part.end > now { said.take(part.statement) }
        return said
    }

    /// Bytes that keeping it costs, roughly.
    var footprint: Int {
        self.parts.reduce(64) { sum, part in
            var said = StatedFacts(self.connector)
            said.take(part.statement)
            return sum + 64 + said.footprint
        }
    }
}

extension PushedFindings: Redacted {}

extension CallerStatement {
    /// Without the members that another one names.
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
