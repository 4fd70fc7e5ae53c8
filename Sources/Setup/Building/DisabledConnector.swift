internal import CallModel

/// Stands in for a connector that can't be used, so that lookups say that it is missing.
struct DisabledConnector: Connector {
    let id: ConnectorID
    /// Why, in words for the operator.
    let reason: String

    var condition: ConnectorCondition { ConnectorCondition(.crm, trouble: self.reason, isOff: true) }

    func applies(to number: CallerNumber) -> Bool {
        if case .full = number { true } else { false }
    }

    func findings(for _: Question) async throws(ConnectorError) -> [Finding] {
        throw .internal
    }
}
