/// Puts a changed configuration into force.
public protocol Reloader: Sendable {
    /// Reads and checks the whole configuration, then replaces the one in force in one step.
    ///
    /// - Returns: Where files of services are not what is in force.
    /// - Throws: All that is wrong; the old configuration is kept.
    @discardableResult
    func reload() async throws(ReloadFailure) -> [SettingsDifference]
}

/// Why a configuration was not taken.
public struct ReloadFailure: Error, Hashable, Sendable {
    /// One fault: where (`callcard.yaml:12:5`) and what to do about it. No values: they may be secrets.
    public struct Fault: Hashable, Sendable {
        public let place: String
        public let message: String

        public init(place: String, message: String) {
            self.place = place
            self.message = message
        }
    }

    /// Not empty.
    public let faults: [Fault]

    public init(faults: [Fault]) {
        self.faults = faults
    }
}
