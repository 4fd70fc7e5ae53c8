import CallModel
import StrictJSON

extension TraceStep {
    /// Reads a step as an answer with `explain: true` shows it; `nil` where it is none.
    init?(_ json: JSONValue) {
        guard let step = json.objectValue, let kind = step["kind"]?.stringValue.flatMap(Kind.init(rawValue:)),
            let at = step["atMs"].flatMap(Duration.init(shownMilliseconds:)), let reason = step["reason"]?.stringValue
        else { return nil }
        self.init(
            kind, at: at, elapsed: step["elapsedMs"].flatMap(Duration.init(shownMilliseconds:)),
            connector: step["connector"]?.stringValue.flatMap { ConnectorID($0) }, field: step["field"]?.stringValue,
            candidates: (step["candidates"]?.arrayValue ?? []).compactMap { $0.stringValue.flatMap { ConnectorID($0) } },
            reason: reason)
    }
}

extension Duration {
    fileprivate init?(shownMilliseconds json: JSONValue) {
        guard case .number(let literal) = json, let milliseconds = Double(literal) else { return nil }
        self = .microseconds(Int64(milliseconds * 1_000))
    }
}
