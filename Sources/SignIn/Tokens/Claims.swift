internal import CallModel
internal import StrictJSON

/// The claims of a token, read with care: a claim of another type than the one asked for counts as absent.
struct Claims: Redacted {
    private let object: JSONObject

    /// The claims of a token's second part.
    init(_ object: JSONObject) {
        self.object = object
    }

    /// A claim by name, or by a path with dots through objects (`realm_access.roles`). A name that is there as it stands wins.
    subscript(name: String) -> JSONValue? {
        if let value = self.object[name] { return value }
        var value = JSONValue.object(self.object)
        for step in name.split(separator: ".", omittingEmptySubsequences: false) {
            guard let next = value.objectValue?[String(step)] else { return nil }
            value = next
        }
        return value
    }

    /// A claim that is a text and not empty.
    func text(_ name: String) -> String? {
        guard let text = self[name]?.stringValue, !text.isEmpty else { return nil }
        return text
    }

    /// The texts of a claim that is a list or a single text; truth values and numbers count as they are written.
    func texts(_ name: String) -> [String] {
        guard let value = self[name] else { return [] }
        return (value.arrayValue ?? [value]).compactMap(Self.text)
    }

    /// A time in seconds since 1970, fractions allowed (RFC 7519, NumericDate), from then to the year 9999.
    func time(_ name: String) -> WallTime? {
        guard case .number(let literal)? = self[name], let seconds = Double(literal), (0...253_402_300_799).contains(seconds)
        else {
            return nil
        }
        return WallTime(milliseconds: Int64(seconds * 1_000))
    }

    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .bool(let bool): bool ? "true" : "false"
        case .number(let literal): literal
        case .null, .array, .object: nil
        }
    }
}

extension String {
    /// Whether both are the same bytes; `==` alone takes canonically equivalent texts for the same.
    func isExactly(_ other: String) -> Bool {
        self.utf8.elementsEqual(other.utf8)
    }
}
