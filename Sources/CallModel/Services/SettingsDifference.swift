/// Where a service's settings in the journal, which are in force, are not those of its file.
public struct SettingsDifference: Hashable, Sendable {
    /// The service's id.
    public let service: String
    /// JSON Pointers (RFC 6901) of the members that differ; not empty.
    public let pointers: [String]

    public init(service: String, pointers: [String]) {
        self.service = service
        self.pointers = pointers
    }

    /// What it means and what to do about it, for people.
    public var advice: String {
        """
        the journal's settings are in force, and its file says otherwise in \(self.pointers.joined(separator: ", ")); \
        callcard settings import takes the file's, callcard settings export writes the journal's into the file
        """
    }
}
