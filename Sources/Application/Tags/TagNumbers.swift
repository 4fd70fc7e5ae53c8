internal import CallModel
internal import Sessions
internal import Waiting

/// Finds the telephone numbers in tags, which must not get into the journal, nor come out of it.
struct TagNumbers: Sendable {
    private let runtimeStore: RuntimeConfigurationStore
    private let numbers: any NumberFinder
    /// Searches of many texts, one at a time: they are to cost the lookups beside them no more than one thread.
    private let bulkhead = Bulkhead(inFlight: 1, waiting: 256)

    /// Texts that are searched at once, in about a millisecond; more would hold up other requests.
    private static let fewTexts = 4

    init(runtimeStore: RuntimeConfigurationStore, numbers: any NumberFinder) {
        self.runtimeStore = runtimeStore
        self.numbers = numbers
    }

    /// The texts of ``Tag/searched(in:)`` in which a number stands, at least the first of each tag.
    ///
    /// - Parameters:
    ///   - tags: As typed; those behind the first ``Tag/mostTyped`` are never saved.
    ///   - settings: Those of the service, for its region.
    /// - Throws: `overloaded` where too many such searches wait.
    /// - Complexity: Nothing for tags without digits; up to 15 ms for one with 32 blanks and digits between them, on a thread of its
    ///   own.
    func texts(in tags: [String], of settings: ServiceSettings?) async throws(SessionStoreError) -> Set<String> {
        let (numbers, region) = (self.numbers, settings?.region ?? self.runtimeStore.current.region)
        let searched = Set(tags.prefix(Tag.mostTyped).map(Tag.searched).filter { !$0.isEmpty })
        let search: @Sendable () -> Set<String> = {
            Set(searched.compactMap { $0.first { numbers.holdsNumber($0, region: region) } })
        }
        guard searched.joined().count > Self.fewTexts else { return search() }
        guard await self.bulkhead.enter() else { throw .overloaded }
        defer { self.bulkhead.leave() }
        return await BackgroundThreads.aside(search)
    }

    /// Those of the kept tags in which no number stands: a journal may be older than the rule.
    func clean<Kept>(_ tags: [Kept], of settings: ServiceSettings?, text: (Kept) -> String) async -> [Kept] {
        guard let found = try? await self.texts(in: tags.map(text), of: settings) else {
            return tags.filter { Tag.searched(in: text($0)).isEmpty }
        }
        return found.isEmpty ? tags : tags.filter { Tag.searched(in: text($0)).allSatisfy { !found.contains($0) } }
    }
}
