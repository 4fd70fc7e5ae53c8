/// Who could see a service's calls at some moment; UPNs in lower case.
public struct Team: Hashable, Sendable {
    /// Those listed in the service's `members`.
    public let members: Set<String>
    /// Those who have switched the service on; others than members don't count.
    public let active: Set<String>

    /// - Parameters:
    ///   - members: UPNs in lower case.
    ///   - active: UPNs in lower case; others than members may be among them.
    public init(members: Set<String>, active: Set<String>) {
        self.members = members
        self.active = active
    }

    /// Members who are active: those who see a call that is queued now.
    public var present: Set<String> { self.members.intersection(self.active) }
}
