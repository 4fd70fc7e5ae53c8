internal import CallModel
internal import ContextTemplates

/// Explains a lookup's answer step by step. Holds no caller data: it names connectors, times and reasons.
struct Explanation {
    let request: LookupRequest

    /// - Parameter earlier: The asks about the number's first reading, where its second was asked about; else `nil`.
    func steps(
        earlier: [(report: ConnectorReport, startedAt: Duration)]?, asks: [(report: ConnectorReport, startedAt: Duration)],
        merged: MergeResult,
        links: (links: [ContextLink], skipped: [(name: String, reason: NoLink)]), composedAt time: Duration
    ) -> [TraceStep] {
        let made = links.links.map { TraceStep(.context, at: time, field: $0.name, reason: "made") }
        let skipped = links.skipped.map { TraceStep(.context, at: time, field: $0.name, reason: "left out: \($0.reason.reason)") }
        let reading = TraceStep(.number, at: .zero, reason: self.reading)
        let again = earlier.map { self.readAgain(after: $0, at: asks.first?.startedAt ?? .zero) } ?? []
        return [reading] + again + asks.map(self.ask) + self.choices(merged, at: time) + self.fields(merged, at: time) + made
            + skipped
    }

    private var reading: String {
        Self.description(of: self.request.number)
            + (self.request.second == nil ? "" : "; without a plus sign or a prefix it may be another number too")
    }

    /// The first round's asks, and the step to the second reading.
    private func readAgain(
        after asks: [(report: ConnectorReport, startedAt: Duration)], at time: Duration
    ) -> [TraceStep] {
        let second = self.request.second.map(Self.description) ?? ""
        let step = TraceStep(.number, at: time, reason: "nobody is known by it; read the other way: \(second)")
        return asks.map(self.ask) + [step]
    }

    private static func description(of number: CallerNumber) -> String {
        switch number {
        case .withheld: "the caller withheld their number: nobody is asked"
        case .short: "a short or internal number: only address books are asked"
        case .full(let number):
            "a \(number.type.rawValue) number\(number.region.map { " of \($0.code)" } ?? "")"
                + (number.isValid ? "" : ", possible but unknown to the numbering plan: asked all the same")
        }
    }

    private func ask(_ report: ConnectorReport, startedAt: Duration) -> TraceStep {
        let source = report.isStale ? "a kept answer, asked for anew behind" : report.isCached ? "a kept answer" : "asked"
        return TraceStep(
            .ask, at: startedAt, elapsed: report.elapsed, connector: report.id,
            reason: "\(source): \(report.outcome.explanation)" + (report.fault.map { " (\($0))" } ?? ""))
    }

    private func choices(_ merged: MergeResult, at time: Duration) -> [TraceStep] {
        zip(merged.matches, merged.uses).map { match, use in
            TraceStep(
                .choose, at: time, connector: match.connector, candidates: merged.matches.map(\.connector).unique,
                reason: "grade \(match.grade.rawValue): \(use.rawValue)")
        }
    }

    private func fields(_ merged: MergeResult, at time: Duration) -> [TraceStep] {
        merged.sources.map { source in
            let name = source.field
            let candidates = merged.matches.filter { $0.caller.has(name) }.map(\.connector).unique
            return TraceStep(
                .field, at: time, connector: source.connector, field: name, candidates: candidates,
                reason: candidates.isEmpty ? "made of the caller's other fields" : "the first that has it and is the caller")
        }
    }
}

extension Outcome {
    /// The outcome in words.
    fileprivate var explanation: String {
        switch self {
        case .hit: "it knows the number"
        case .miss: "it does not know the number"
        case .timeout: "no answer in time"
        case .connectError: "nobody listens there, or the connection broke"
        case .tlsError: "the other side could not be trusted"
        case .dnsError: "its name has no address"
        case .http4xx: "it refused the question"
        case .http429: "it asks us to wait"
        case .http5xx: "it is in trouble"
        case .badPayload: "its answer is not what the manifest promises"
        case .tooLarge: "its answer is too large"
        case .redirectRefused: "it sent us elsewhere, which is not followed"
        case .blockedDestination: "its address is not public and not allowed"
        case .breakerOpen: "not asked: it failed too often a moment ago"
        case .shed: "not asked: too many questions are waiting for it, or its rate is used up"
        case .authError: "it refused our credentials"
        case .skipped: "not asked: it has nothing to say about such numbers"
        case .pending: "still being asked"
        case .internal: "a fault of our own"
        }
    }
}

extension Caller {
    /// Whether the caller has the fact of that name, as `sources` name it.
    fileprivate func has(_ name: String) -> Bool {
        if let field = CallerField(name: name) { return self[field] != nil }
        return self.telNumbers.contains { "telNumbers." + $0.name == name }
            || self.customFields.contains { "customFields." + $0.name == name }
    }
}

extension [ConnectorID] {
    /// Each id once, in the order of first appearance.
    fileprivate var unique: [ConnectorID] {
        self.reduce(into: []) { list, id in if !list.contains(id) { list.append(id) } }
    }
}
