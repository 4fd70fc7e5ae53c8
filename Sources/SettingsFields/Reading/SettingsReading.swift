internal import CallModel
internal import StrictJSON

/// A service's settings as a document has them, with all that is wrong in it.
package struct SettingsReading: Sendable {
    /// The settings that could be read; what can't be used is left out.
    package let settings: WrittenSettings
    /// The faults, in the order of the table.
    package let faults: [SettingsFault]

    /// Reads a document.
    ///
    /// - Parameters:
    ///   - document: What was written.
    ///   - id: The service's.
    ///   - rules: What the configuration allows. Without them only what no configuration could make good is a fault: settings that
    ///     were good once stay in force when the configuration around them changes.
    package init(_ document: SettingsValue, id: String, rules: SettingsRules? = nil) {
        var faults = FaultCollector()
        let read = ServiceSettings.fields.read(document, into: ServiceSettings(id: id, displayName: id), &faults)
        self.settings = WrittenSettings(
            members: read?.written ?? JSONObject(), filled: read?.value ?? ServiceSettings(id: id, displayName: id))
        rules?.check(document, self.settings.filled, &faults)
        self.faults = faults.faults
    }
}

/// A fault in a service's settings, with its place.
package struct SettingsFault: Hashable, Sendable {
    /// A kind of fault, for interfaces that answer each kind in another way.
    package enum Kind: Hashable, Sendable {
        /// A member that is not known; the known ones in the order of the table.
        case unknownMember(known: [String])
        /// A value of another type, shape or range, or a missing one.
        case invalidValue
        /// Names no book, connector or webhook of the configuration.
        case unknownConnector
        /// A template that gives no links.
        case unusableTemplate
    }

    /// Names of members and places in lists (from 0), from the outside in.
    package let path: [String]
    /// The kind of fault, by which an interface chooses its error code, or a hint at known members.
    package let kind: Kind
    /// The advice to be read behind the member's name: `must be true or false`. Never repeats what was written.
    package let message: String

    /// The place as a JSON Pointer (RFC 6901).
    package var pointer: String { JSONPointer(self.path).text }
}

/// The faults of a document that is read from the outside in, with the place that is being read.
struct FaultCollector {
    /// All faults so far, in the order of finding.
    private(set) var faults: [SettingsFault] = []
    private var path: [String] = []

    /// Adds a fault that was found elsewhere.
    mutating func add(_ fault: SettingsFault) {
        self.faults.append(fault)
    }

    /// Adds a fault at the place that is being read.
    mutating func report(_ message: String, _ kind: SettingsFault.Kind = .invalidValue) {
        self.faults.append(SettingsFault(path: self.path, kind: kind, message: message))
    }

    /// Reads a part: a member, or a place in a list.
    mutating func at<Result>(_ step: String, _ read: (inout FaultCollector) -> Result) -> Result {
        self.path.append(step)
        defer { self.path.removeLast() }
        return read(&self)
    }
}
