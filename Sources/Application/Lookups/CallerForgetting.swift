package import CallModel
internal import Enrichment
internal import Sessions

/// Removes a number from memory at once, and what was kept of its caller's tags.
package struct CallerForgetting: Sendable {
    private let runtimeStore: RuntimeConfigurationStore
    private let numbers: any NumberParser
    private let enricher: Enricher
    private let sessionStore: SessionStore
    private let earlyCallers: EarlyCallers
    private let recall: TagRecall
    private let encodings: [any CallerEncodings]
    private let time: any TimeSource

    /// - Parameter encodings: The caches of encoded caller data, beside the enricher's own memory.
    init(
        runtimeStore: RuntimeConfigurationStore, numbers: any NumberParser, enricher: Enricher, sessionStore: SessionStore,
        earlyCallers: EarlyCallers, recall: TagRecall, encodings: [any CallerEncodings], time: any TimeSource
    ) {
        self.runtimeStore = runtimeStore
        self.numbers = numbers
        self.enricher = enricher
        self.sessionStore = sessionStore
        self.earlyCallers = earlyCallers
        self.recall = recall
        self.encodings = encodings
        self.time = time
    }

    /// Forgets a number in all its readings, read in the region of the principal's one service or else the configuration's, as far as
    /// the principal's services reach: what other services know of it stays, and is neither counted nor named.
    ///
    /// - Returns: The counts of what was removed, and the time.
    /// - Throws: What is wrong with the number, or `journalUnavailable` where the tags could not be removed; memory is empty of the
    ///   number all the same.
    package func forget(_ text: String, for principal: Principal) async throws(Refusal) -> ForgetReceipt {
        let runtime = self.runtimeStore.current
        let region = principal.services.single.flatMap { runtime.services[$0]?.settings.region } ?? runtime.region
        let numbers = try self.numbers.readings(
            text, region: region, withoutPlus: principal.withoutPlus, member: "number")
        let scope = principal.services
        let engine = self.enricher.forget(numbers, within: scope, connectors: runtime.plan(for: scope).connectors)
        var (answers, tags) = (0, 0)
        for number in numbers.all {
            answers += self.encodings.reduce(0) { $0 + $1.forget(number, within: scope) }
        }
        let waiting = self.forgetEarly(numbers, within: scope, in: runtime)
        for number in numbers.all { tags += try await self.forgetTags(of: number, within: scope) }
        return ForgetReceipt(at: self.time.wallNow(), books: engine.books) { place in
            switch place {
            case .keptAnswers: engine.answers
            case .pushedFindings: engine.pushed
            case .sessionContexts: engine.contexts
            case .questions: engine.questions
            case .postponedLookups: engine.postponed
            case .earlyCallers: waiting
            case .encodedAnswers: answers
            case .tagRecall: tags
            case .encodedInteractions, .pendingStatements, .webhookDeliveries, .postsToFlows, .requests, .openPages, .filledBooks,
                .bookFiles:
                0
            }
        }
    }

    /// Forgets the number in events whose service is not known yet, in the region of any service that it may turn out to be.
    private func forgetEarly(_ numbers: NumberReadings, within scope: ServiceScope, in runtime: RuntimeConfiguration) -> Int {
        let keys = Set(numbers.all.compactMap(\.key))
        let regions = Set(runtime.services.values.map { $0.settings.region } + [runtime.region])
        let ends = numbers.all.compactMap(\.ending)
        return self.earlyCallers.forget(within: scope) { text, order in
            // Reading takes a while, and most numbers that wait end otherwise. What is more than digits and marks is read all the same.
            let digits = text.filter { ("0"..."9").contains($0) }
            guard ends.contains(where: digits.hasSuffix) || !text.allSatisfy({ "0123456789+-()./ ".contains($0) }) else {
                return false
            }
            return regions.contains { region in
                let readings = try? self.numbers.readings(text, region: region, withoutPlus: order)
                return readings?.all.contains { $0.key.map(keys.contains) ?? false } ?? false
            }
        }
    }

    private func forgetTags(of number: CallerNumber, within scope: ServiceScope) async throws(Refusal) -> Int {
        guard let digest = self.recall.digest(of: number) else { return 0 }
        do {
            let count = try await self.recall.count(of: number, within: scope)
            if count > 0 { try await self.sessionStore.forgetRecall(digest: digest, within: scope) }
            return count
        } catch let error as SessionStoreError {
            throw Refusal(error)
        } catch {
            throw Refusal(
                .journalUnavailable, "Earlier tags of the caller could not be removed; try again.", retryAfter: .seconds(1))
        }
    }
}

/// A cache of encoded caller data, which must forget a number like all other memory.
package protocol CallerEncodings: Sendable {
    /// Drops all entries that may hold a number or its caller and that `scope` shares a service with; others may stay.
    ///
    /// - Returns: How many answers to lookups of credentials within `scope` that were.
    func forget(_ number: CallerNumber, within scope: ServiceScope) -> Int
}

extension CallerNumber {
    /// Its last digits, at most four, by which it ends in any writing without an extension; `nil` where it is withheld.
    fileprivate var ending: String? {
        switch self {
        case .withheld: nil
        case .short(let digits): String(digits.suffix(4))
        case .full(let number): String(number.nationalDigits.suffix(4))
        }
    }
}
