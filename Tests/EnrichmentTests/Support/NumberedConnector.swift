import CallModel
import Waiting

/// A connector that knows some numbers, and notes which it was asked about.
///
/// `@unchecked Sendable`: not final, but all that it has is constant and sendable.
class NumberedConnector: Connector, @unchecked Sendable {
    let id: ConnectorID
    private let known: [NumberKey: String]
    private let failure: ConnectorError?
    private let numbers = Lock<[NumberKey]>([])

    /// - Parameters:
    ///   - known: Last names by number.
    ///   - failure: What it answers instead of "nothing known".
    init(_ id: String, _ known: [CallerNumber: String] = [:], failure: ConnectorError? = nil) {
        self.id = ConnectorID(id)!
        self.known = Dictionary(uniqueKeysWithValues: known.map { ($0.key.key!, $0.value) })
        self.failure = failure
    }

    /// The numbers that it was asked about, in order.
    var asked: [NumberKey] { self.numbers.withLock(\.self) }

    func applies(to number: CallerNumber) -> Bool { number != .withheld }

    func findings(for question: Question) async throws(ConnectorError) -> [Finding] {
        let found = self.look(question.number)
        if found.isEmpty, let failure { throw failure }
        return found
    }

    fileprivate func look(_ number: CallerNumber) -> [Finding] {
        guard let key = number.key else { return [] }
        self.numbers.withLock { $0.append(key) }
        return self.known[key].map { [.exact([.lastName: $0])] } ?? []
    }
}

/// The same in memory, like an address book.
final class NumberedBook: NumberedConnector, ImmediateConnector, @unchecked Sendable {
    let generation: UInt64 = 0

    func findings(for number: CallerNumber) -> [Finding] { self.look(number) }

    override func findings(for question: Question) async throws(ConnectorError) -> [Finding] { self.look(question.number) }
}
