internal import Synchronization

/// The site in force. Readers take a whole one; a reload replaces it between two requests.
public final class RuntimeConfigurationStore: Sendable {
    private let state: Mutex<(site: RuntimeConfiguration, generation: UInt64)>

    public init(_ site: RuntimeConfiguration) {
        self.state = Mutex((site, 1))
    }

    public var current: RuntimeConfiguration { self.state.withLock(\.site) }

    /// The site with a number that grows with each replacement.
    var numbered: (site: RuntimeConfiguration, generation: UInt64) { self.state.withLock { ($0.site, $0.generation) } }

    public func replace(with site: RuntimeConfiguration) {
        self.state.withLock { $0 = (site, $0.generation + 1) }
    }
}
