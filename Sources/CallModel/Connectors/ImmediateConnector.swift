/// A connector that knows its answer without waiting, such as an address book in memory: it needs no deadline, cache or breaker.
public protocol ImmediateConnector: Connector {
    /// All it knows about `number`, at once. An address book never fails: it answers from the last good file.
    func findings(for number: CallerNumber) -> [Finding]

    /// Grows whenever answers may have changed; what was made of older answers is then made anew.
    var generation: UInt64 { get }
}

extension ImmediateConnector {
    public func findings(for question: Question) async throws(ConnectorError) -> [Finding] {
        self.findings(for: question.number)
    }
}
