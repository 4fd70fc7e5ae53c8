import StrictJSON

/// What libjq would make of a value, found out before it does.
struct JQValueCheck {
    /// Memory that libjq takes for it, in bytes, roughly: `[]` takes 280 bytes there, so that a small document can be a large
    /// value.
    private(set) var bytes = 0
    /// Whether all numbers survive as they are.
    private(set) var isFaithful = true

    init(of value: JSONValue) {
        self.add(value)
    }

    mutating func add(_ value: JSONValue) {
        switch value {
        case .null, .bool: break
        case .number(let literal): if !NumberRoundTrip.survives(literal) { self.isFaithful = false }
        case .string(let text): self.add(text)
        case .array(let elements):
            self.bytes += 32 + 16 * max(16, elements.count * 3 / 2)
            for element in elements { self.add(element) }
        case .object(let object):
            var slots = 8
            while slots < object.members.count { slots *= 2 }
            self.bytes += 32 + 48 * slots
            for (name, value) in object.members {
                self.add(name)
                self.add(value)
            }
        }
    }

    private mutating func add(_ text: String) {
        self.bytes += 32 + text.utf8.count
    }
}
