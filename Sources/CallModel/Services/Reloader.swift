/// Puts a changed configuration into force.
public protocol Reloader: Sendable {
    /// Reads and checks the whole configuration, then replaces the one in force in one step.
    ///
    /// - Returns: What of the new configuration is not in force.
    /// - Throws: All faults of the new configuration; the old one is kept.
    @discardableResult
    func reload() async throws(ReloadFailure) -> ReloadOutcome
}

/// What a configuration that was taken says and what is not in force all the same.
public struct ReloadOutcome: Hashable, Sendable {
    /// The services whose files differ from the settings in force.
    public let differences: [SettingsDifference]
    /// The keys of the configuration that are not as they were at the start, and take a restart: `listen`, `rates` …
    public let restartKeys: [String]

    /// An outcome; without either all is in force.
    public init(differences: [SettingsDifference] = [], restartKeys: [String] = []) {
        self.differences = differences
        self.restartKeys = restartKeys
    }
}

/// Why a configuration was not taken.
public struct ReloadFailure: Error, Hashable, Sendable {
    /// One fault: where it is and what to do about it. No values: they may be secrets.
    public struct Fault: Hashable, Sendable {
        /// File, line and column: `callcard.yaml:12:5`.
        public let place: String
        /// The fault and the advice on it, for operators.
        public let message: String

        /// A fault at a place of a file.
        public init(place: String, message: String) {
            self.place = place
            self.message = message
        }
    }

    /// All faults that were found; not empty.
    public let faults: [Fault]

    /// A failure by at least one fault.
    public init(faults: [Fault]) {
        self.faults = faults
    }
}

/// A difference between a service's settings in the journal, which are in force, and those of its file.
public struct SettingsDifference: Hashable, Sendable {
    /// The service's id.
    public let service: String
    /// JSON Pointers (RFC 6901) of the members that differ; not empty.
    public let pointers: [String]

    /// A difference in at least one member.
    public init(service: String, pointers: [String]) {
        self.service = service
        self.pointers = pointers
    }

    /// The meaning of the difference and the advice on it, for people.
    public var advice: String {
        """
        the journal's settings are in force, and its file says otherwise in \(self.pointers.joined(separator: ", ")); \
        callcard settings import takes the file's, callcard settings export writes the journal's into the file
        """
    }
}
