import StrictJSON

/// One connector as a line of `callcard connector list`.
struct ConnectorRow {
    static let head = ["connector", "state", "breaker", "asked", "hits", "p50", "p99", "last outcome", "last success"]

    let cells: [String]
    let detail: String?

    /// - Parameter item: An item of `GET /v1/connectors`.
    init(_ item: JSONObject) {
        func text(_ name: String) -> String { item[name]?.stringValue ?? "" }
        func milliseconds(_ name: String) -> String { Self.number(item[name]).map { "\(Int($0.rounded())) ms" } ?? "" }
        let contacts = item["contacts"]?.intValue.map { "\($0) contacts" }
        self.cells = [
            text("id"), text("state"), text("breaker"), item["asked"]?.intValue.map(String.init) ?? "",
            Self.number(item["hitRate"]).map { "\(Int(($0 * 100).rounded())) %" } ?? "", milliseconds("p50Ms"),
            milliseconds("p99Ms"),
            contacts ?? text("lastOutcome"), String(text("lastSuccessAt").dropFirst(11).prefix(8)),
        ]
        let retry = item["retryAt"]?.stringValue.map { "asked again after \($0.dropFirst(11).prefix(8)) UTC" }
        self.detail = item["detail"]?.stringValue ?? retry
    }

    private static func number(_ value: JSONValue?) -> Double? {
        if case .number(let literal)? = value { Double(literal) } else { nil }
    }
}
