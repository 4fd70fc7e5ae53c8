package import CallModel
package import StrictJSON

/// A service's settings as they are kept: the members that were written, and the settings that these make with defaults.
///
/// What is left out stays so in the journal, in answers and in exports, and takes its default anew each time: the default of a later
/// version, or all connectors of a later configuration.
package struct WrittenSettings: Sendable, Identifiable {
    /// The members that were written, in the order of the table and each in its one form: the same settings are the same bytes.
    package let members: JSONObject
    /// The settings with defaults in the place of members left out, but for those that only the configuration knows.
    package let filled: ServiceSettings

    /// The service's id.
    package var id: String { self.filled.id }
    /// ``members`` in UTF-8.
    package var json: [UInt8] { JSONValue.object(self.members).encoded() }

    /// All members that have a value, for reading: those that were left out have the configuration's value.
    ///
    /// - Parameters:
    ///   - connectors: All books and connectors, in the configuration's order.
    ///   - region: The configuration's region; `nil` where it has none.
    package func effective(connectors: [ConnectorID], region: Region?) -> JSONObject {
        var settings = self.filled
        settings.connectors = settings.connectors ?? connectors
        settings.region = settings.region ?? region
        return ServiceSettings.fields.write(settings)
    }

    /// The settings without the members that `other` does not have, in all objects that both have.
    package func leavingOut(whatIsLeftOutIn other: WrittenSettings) -> WrittenSettings {
        let members = JSONValue.object(self.members).leavingOut(whatIsLeftOutIn: .object(other.members))
        return SettingsReading(SettingsValue(members), id: self.id).settings
    }

    /// The places at which two settings differ, as JSON Pointers (RFC 6901): as deep inside as both have the same shape.
    package func differences(from other: WrittenSettings) -> [String] {
        JSONValue.object(self.members).differences(from: .object(other.members), at: []).map { JSONPointer($0).text }
    }
}

extension WrittenSettings: Hashable {
    /// Whether both are of one service and have the same members, written alike.
    package static func == (left: WrittenSettings, right: WrittenSettings) -> Bool {
        left.id == right.id && left.members == right.members
    }

    /// Hashes the service's id only, which few settings share.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(self.id)
    }
}

extension JSONValue {
    fileprivate func leavingOut(whatIsLeftOutIn other: JSONValue) -> JSONValue {
        switch (self, other) {
        case (.object(let own), .object(let other)):
            .object(
                JSONObject(
                    own.members.compactMap { name, value in other[name].map { (name, value.leavingOut(whatIsLeftOutIn: $0)) } }))
        case (.array(let own), .array(let other)) where own.count == other.count:
            .array(zip(own, other).map { $0.leavingOut(whatIsLeftOutIn: $1) })
        default: self
        }
    }

    fileprivate func differences(from other: JSONValue, at path: [String]) -> [[String]] {
        switch (self, other) {
        case (.object(let own), .object(let other)):
            let added = other.members.filter { own[$0.name] == nil }.map { path + [$0.name] }
            return own.members.flatMap { name, value in
                other[name].map { value.differences(from: $0, at: path + [name]) } ?? [path + [name]]
            } + added
        case (.array(let own), .array(let other)) where own.count == other.count:
            return zip(own, other).enumerated().flatMap { place, pair in
                pair.0.differences(from: pair.1, at: path + [String(place)])
            }
        default: return self == other ? [] : [path]
        }
    }
}
