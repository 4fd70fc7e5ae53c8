internal import CallModel

/// The facts that one flow or webhook has stated so far of a caller, without being asked.
struct StatedFacts: Hashable, Sendable {
    /// Under whose name it counts.
    let connector: ConnectorID
    private(set) var caller = Caller()
    /// How surely they are about the caller.
    private var grade = Grade.exact
    private(set) var parameters: [NamedValue] = []
    /// Highest priority first.
    private(set) var preferredUsers: [PreferredUser] = []

    init(_ connector: ConnectorID) {
        self.connector = connector
    }

    /// Replaces what was stated before for the members that `statement` names.
    mutating func apply(_ statement: CallerStatement) {
        var caller = Caller()
        for (field, value) in self.caller.fields { caller[field] = value }
        for (field, value) in statement.fields { caller[field] = value }
        for entry in statement.telNumbers ?? self.caller.telNumbers { caller.addTelNumber(name: entry.name, value: entry.value) }
        for entry in statement.customFields ?? self.caller.customFields {
            caller.addCustomField(name: entry.name, value: entry.value)
        }
        self.caller = caller
        self.parameters = statement.parameters ?? self.parameters
        self.preferredUsers = statement.preferredUsers?.byPriority ?? self.preferredUsers
    }

    /// Whether nothing is left of it.
    var isEmpty: Bool { self.caller.isEmpty && self.parameters.isEmpty && self.preferredUsers.isEmpty }

    /// The facts as a finding.
    var findings: [Finding] { self.caller.isEmpty ? [] : [Finding(grade: self.grade, caller: self.caller)] }

    /// The facts as they count where they are about a number's second reading.
    var likely: StatedFacts {
        var facts = self
        facts.grade = .national
        return facts
    }

    /// Bytes that it takes beside itself.
    var heapSize: Int {
        self.caller.heapSize + self.parameters.heapSize(\.heapSize) + self.preferredUsers.heapSize(\.upn.heapSize)
    }
}

extension StatedFacts: Redacted {}

extension [StatedFacts] {
    /// Applies a statement of one connector; its entry is made where there is none.
    mutating func apply(_ statement: CallerStatement, as connector: ConnectorID) {
        if let place = self.firstIndex(where: { $0.connector == connector }) { return self[place].apply(statement) }
        var facts = StatedFacts(connector)
        facts.apply(statement)
        // By name, so that the order in which they came decides nothing.
        self.insert(facts, at: self.firstIndex { $0.connector > connector } ?? self.endIndex)
    }
}

extension [PreferredUser] {
    /// Lowest number first; users of the same priority stay in order.
    fileprivate var byPriority: [PreferredUser] {
        self.enumerated().sorted { ($0.element.priority, $0.offset) < ($1.element.priority, $1.offset) }.map(\.element)
    }
}
