package import CallModel
internal import Enrichment

/// Finds the names that telephone switches show for callers.
package struct CallerNames: Sendable {
    private let runtimeStore: RuntimeConfigurationStore
    private let lookup: CallerLookup
    private let time: any TimeSource

    init(runtimeStore: RuntimeConfigurationStore, lookup: CallerLookup, time: any TimeSource) {
        self.runtimeStore = runtimeStore
        self.lookup = lookup
        self.time = time
    }

    /// The name behind a number, by the question's deadline; whatever goes wrong is no name.
    ///
    /// - Parameters:
    ///   - receivedAt: When the question was whole; its deadline is counted from then.
    ///   - monitor: Counts the lookup.
    package func name(
        for query: CallerNameQuery, by principal: Principal, receivedAt: MonotonicTime, monitor: LookupMonitor
    ) async -> CallerNameAnswer {
        guard let number = query.number else { return .none(.unreadable) }
        let question = LookupQuery(
            number: number, service: query.service, session: query.session, deadline: query.deadline)
        do throws(Refusal) {
            let request = try self.lookup.request(
                question, by: principal, in: self.runtimeStore.current, receivedAt: receivedAt)
            let context = try await self.lookup.answer(request).context
            monitor.count(context, elapsed: self.time.monotonicNow() - receivedAt)
            return Self.answer(context, to: query)
        } catch {
            return .none(CallerNameAnswer.Reason(error))
        }
    }

    private static func answer(_ context: CallerContext, to query: CallerNameQuery) -> CallerNameAnswer {
        guard context.status != .anonymous else { return .none(.withheld) }
        guard !context.isAmbiguous else { return .none(.ambiguous) }
        guard !context.matches.isEmpty, let name = context.caller?[.displayName] else { return .none(.unknown) }
        guard query.takesLikely || Self.isSure(context) else { return .none(.likely) }
        let text = SwitchName.text(name, length: query.length, isASCII: query.isASCII)
        return text.isEmpty ? .none(.unknown) : .name(text)
    }

    /// Whether the name is that of an exact match: one without a name may have taken it from a match that is only likely.
    private static func isSure(_ context: CallerContext) -> Bool {
        let source = context.sources.first { $0.field == CallerField.displayName.name }?.connector
        let names: [CallerField] = [.displayName, .firstName, .lastName, .company]
        return context.matches.contains { match in
            match.grade == .exact && match.connector == source && names.contains { match.caller[$0] != nil }
        }
    }
}

extension CallerNameAnswer.Reason {
    fileprivate init(_ refusal: Refusal) {
        switch refusal.code {
        case .invalidNumber, .regionRequired: self = .unreadable
        case .serviceNotFound, .notFound, .forbidden: self = .service
        case .overloaded: self = .overloaded
        default: self = .failed
        }
    }
}
