/// One metric with one set of labels, as Prometheus writes it.
struct MetricSeries: Hashable, Sendable {
    let name: String
    /// `connector="hubspot",outcome="hit"`; empty without labels.
    let labels: String

    init(_ name: String, _ dimensions: [(String, String)]) {
        self.name = name
        self.labels = dimensions.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
    }

    /// `name{labels}`, with `extra` as one more label.
    func text(suffix: String = "", extra: String = "") -> String {
        let all = [self.labels, extra].filter { !$0.isEmpty }.joined(separator: ",")
        return self.name + suffix + (all.isEmpty ? "" : "{\(all)}")
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
