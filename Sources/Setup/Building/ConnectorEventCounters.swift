internal import CallModel
internal import ConnectorHTTP
internal import Metrics

/// Counts what CRM connectors notice about answers, under `callcard_connector_notes_total`.
enum ConnectorEventCounters {
    static let take: ConnectorEventHandler = { connector, note in
        let (label, amount) = Self.label(of: note)
        Counter(label: "callcard_connector_notes_total", dimensions: [("connector", connector.value), ("note", label)])
            .increment(by: amount)
    }

    /// Parts of answers are the manifest's own words, so that labels stay bounded.
    private static func label(of note: ConnectorEvent) -> (label: String, amount: Int) {
        switch note {
        case .unusable(let part): ("unusable \(part)", 1)
        case .notJSON: ("not JSON", 1)
        case .mismatched(let count): ("other number", count)
        case .switchedOff(let part): ("switched off by \(part)", 1)
        case .cut: ("too many records", 1)
        }
    }
}
