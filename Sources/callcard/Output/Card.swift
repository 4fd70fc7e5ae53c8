import CallModel

/// A context as a card on a terminal.
struct Card {
    private let context: CallerContext

    init(_ context: CallerContext) {
        self.context = context
    }

    var text: String {
        var lines = ["┌ \(self.title)", "│ \(self.subtitle)"]
        if let caller = self.context.caller {
            let sources = Dictionary(
                self.context.sources.map { ($0.field, $0.connector.value) }, uniquingKeysWith: { first, _ in first })
            let entries =
                caller.fields.filter { $0.field != .displayName }.map { ($0.field.name, $0.value) }
                + caller.telNumbers.map { ("telNumbers." + $0.name, $0.value) }
                + caller.customFields.map { ("customFields." + $0.name, $0.value) }
            let width = entries.map(\.0.count).max() ?? 0
            lines += entries.map { name, value in
                "│ \(name.padded(to: width))  \(value.printable)" + (sources[name].map { "  ‹\($0)›" } ?? "")
            }
        }
        if self.context.isAmbiguous || self.context.matches.count > 1 {
            lines += ["├ \(self.context.matches.count) matches" + (self.context.isAmbiguous ? ", of different callers" : "")]
            lines += self.context.matches.map { match in
                "│ \(match.grade.rawValue) in \(match.connector): \((match.caller.title ?? "no name").printable)"
            }
        }
        lines += self.context.links.map { "├ \($0.name): \($0.url)" }
        lines += self.context.connectors.map { report in
            let time = report.isCached ? "kept" : report.elapsed.shown
            return "│ \(report.id): \(report.outcome.rawValue) (\(time))"
        }
        return lines.joined(separator: "\n") + "\n└"
    }

    private var title: String {
        let name = self.context.caller?.title ?? "Anonymous"
        let isLikely = self.context.matches.first.map { $0.grade != .exact } ?? false
        return name.printable + (isLikely ? " (likely)" : "") + (self.context.isAmbiguous ? " (ambiguous)" : "")
    }

    private var subtitle: String {
        switch self.context.number {
        case .withheld: "withheld"
        case .short(let digits): "\(digits), internal · \(self.context.status.rawValue)"
        case .full(let number):
            [number.international, number.location, number.region?.code, number.type.rawValue, self.context.status.rawValue]
                .compactMap(\.self).joined(separator: " · ")
        }
    }
}

extension Caller {
    /// The name that a person would give the record.
    var title: String? { self[.displayName] ?? self[.lastName] ?? self[.firstName] ?? self[.company] }
}
