package import CallModel

extension Enricher {
    /// What the enricher keeps, and can do with less of.
    package var caches: [any BoundedCache] {
        [
            Cache(name: "answers", mostBytes: self.limits.cacheBytes, owner: self.queries.answers),
            Cache(name: "contexts", mostBytes: SessionContextStore.mostBytes, owner: self.sessions),
            Cache(name: "pushed", mostBytes: PushedFindingsStore.mostBytes, owner: self.pushedFindings),
        ]
    }
}

/// A store of bytes that can be bounded anew.
private protocol BoundedStore: Sendable {
    var bytes: Int { get }
    func bound(to bytes: Int)
}

extension AnswerStore: BoundedStore {}
extension SessionContextStore: BoundedStore {}
extension PushedFindingsStore: BoundedStore {}

/// A store under its name.
private struct Cache: BoundedCache {
    let name: String
    let mostBytes: Int
    let owner: any BoundedStore
    var bytes: Int { self.owner.bytes }

    func bound(to bytes: Int) { self.owner.bound(to: bytes) }
}
