/// Something wrong in a service's settings, at its place.
public struct SettingsFault: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// A member that there is none of; these there are.
        case unknownMember(known: [String])
        case invalidValue
        /// Names no book, connector or webhook of the configuration.
        case unknownConnector
        /// A template that gives no links.
        case unusableTemplate
    }

    /// Names of members and places in lists (from 0), from the outside in.
    public let path: [String]
    public let kind: Kind
    /// What is wrong and what to do about it, to be read behind the member's name: `must be true or false`. Never what was written.
    public let message: String

    /// The place as a JSON Pointer (RFC 6901).
    public var pointer: String { Self.pointer(of: self.path) }

    /// A place as a JSON Pointer (RFC 6901).
    public static func pointer(of path: some Sequence<String>) -> String {
        path.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    }
}

/// Collects what is wrong while a document is read from the outside in.
struct FaultCollector {
    private(set) var faults: [SettingsFault] = []
    private var path: [String] = []

    /// Notes something at the place that is being read.
    mutating func note(_ message: String, _ kind: SettingsFault.Kind = .invalidValue) {
        self.faults.append(SettingsFault(path: self.path, kind: kind, message: message))
    }

    /// Reads a part: a member, or a place in a list.
    mutating func at<Result>(_ step: String, _ read: (inout FaultCollector) -> Result) -> Result {
        self.path.append(step)
        defer { self.path.removeLast() }
        return read(&self)
    }
}
