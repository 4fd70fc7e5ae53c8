internal import CallModel

/// A caller's full name in the form in which names are compared.
enum CallerName {
    /// First and last name, or else the display name; lower case, single spaces, `Last, First` turned round. `nil` where there is none.
    static func normalised(of caller: Caller) -> String? {
        let parts = [caller[.firstName], caller[.lastName]].compactMap(\.self)
        return parts.isEmpty ? caller[.displayName].flatMap(self.normalise) : self.normalise(parts.joined(separator: " "))
    }

    private static func normalise(_ name: String) -> String? {
        let halves = name.split(separator: ",", omittingEmptySubsequences: false)
        let ordered = halves.count == 2 ? "\(halves[1]) \(halves[0])" : name
        let words = ordered.lowercased().split(whereSeparator: \.isWhitespace)
        return words.isEmpty ? nil : words.joined(separator: " ")
    }
}
