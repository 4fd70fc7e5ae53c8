import CallModel

/// A lookup's trace as a picture: when each connector was asked, for how long, and why each field won.
struct Waterfall {
    private let steps: [TraceStep]
    private static let width = 40

    init(_ context: CallerContext) {
        self.init(context.trace ?? [])
    }

    init(_ steps: [TraceStep]) {
        self.steps = steps
    }

    var text: String {
        let steps = self.steps
        let asks = steps.filter { $0.kind == .ask }
        let end = asks.map { ($0.at + ($0.elapsed ?? .zero)).milliseconds }.max() ?? 0
        let names = asks.map { $0.connector?.value.count ?? 0 }.max() ?? 0
        let times = asks.map { ($0.elapsed ?? .zero).shown.count }.max() ?? 0
        var lines = steps.filter { $0.kind == .number }.map { "number   \($0.reason)" }
        lines += asks.map { step in
            let (name, time) = ((step.connector?.value ?? "").padded(to: names), (step.elapsed ?? .zero).shown.padded(to: times))
            return "\(name)  \(self.bar(step, end))  \(time)  \(step.reason)"
        }
        lines += steps.filter { $0.kind == .choose }.map { "match    \($0.connector?.value ?? ""): \($0.reason)" }
        lines += self.fields
        lines += steps.filter { $0.kind == .context }.map { "context  \($0.field ?? ""): \($0.reason)" }
        return lines.joined(separator: "\n")
    }

    /// Fields of one source and reason share a line.
    private var fields: [String] {
        var groups: [(source: String, names: [String])] = []
        for step in self.steps where step.kind == .field {
            let source = "\(step.connector?.value ?? ""): \(step.reason)"
            if let place = groups.firstIndex(where: { $0.source == source }) {
                groups[place].names.append(step.field ?? "")
            } else {
                groups.append((source, [step.field ?? ""]))
            }
        }
        return groups.flatMap { ["fields   ← \($0.source)"] + Self.wrapped($0.names).map { "           \($0)" } }
    }

    /// Words on lines of at most 80 characters.
    private static func wrapped(_ words: [String]) -> [String] {
        words.reduce(into: []) { lines, word in
            if let last = lines.last, last.count + word.count + 1 <= 80 {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(word)
            }
        }
    }

    private func bar(_ step: TraceStep, _ end: Double) -> String {
        let scale = end > 0 ? Double(Self.width) / end : 0
        let start = min(Self.width - 1, Int(step.at.milliseconds * scale))
        let length = max(1, min(Self.width - start, Int(((step.elapsed ?? .zero).milliseconds * scale).rounded())))
        let rest = Self.width - start - length
        return "│" + String(repeating: " ", count: start) + String(repeating: "█", count: length)
            + String(repeating: " ", count: max(0, rest)) + "│"
    }
}
