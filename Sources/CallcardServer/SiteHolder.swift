internal import Synchronization

/// The site in force. Readers take a whole one; a reload replaces it between two requests.
public final class SiteHolder: Sendable {
    private let state: Mutex<(site: Site, generation: UInt64)>

    public init(_ site: Site) {
        self.state = Mutex((site, 1))
    }

    public var current: Site { self.state.withLock(\.site) }

    /// The site with a number that grows with each replacement.
    var numbered: (site: Site, generation: UInt64) { self.state.withLock { ($0.site, $0.generation) } }

    public func replace(with site: Site) {
        self.state.withLock { $0 = (site, $0.generation + 1) }
    }
}
