extension JSONWriter {
    /// Writes an integer.
    public mutating func value(_ number: Int) {
        self.word(number.description)
    }

    /// Writes `true` or `false`.
    public mutating func value(_ bool: Bool) {
        self.word(bool ? "true" : "false")
    }

    /// Writes a number in the fewest digits that read back as the same. NaN and infinity, which JSON has no word for, become
    /// `null`.
    public mutating func value(_ number: Double) {
        self.word(number.isFinite ? number.description : "null")
    }

    /// Writes `null`.
    public mutating func null() {
        self.word("null")
    }

    /// Writes a value with all that is in it.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: self.null()
        case .bool(let bool): self.value(bool)
        case .number(let literal): self.word(literal)
        case .string(let text): self.value(text)
        case .array(let elements): self.array { for element in elements { $0.value(element) } }
        case .object(let object): self.object { for (name, value) in object.members { $0.member(name, value) } }
        }
    }

    /// Writes an object of what `content` writes.
    public mutating func object<Failure: Error>(
        _ content: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        self.beginObject()
        try content(&self)
        self.endObject()
    }

    /// Writes an array of what `content` writes.
    public mutating func array<Failure: Error>(
        _ content: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        self.beginArray()
        try content(&self)
        self.endArray()
    }
}

extension JSONValue {
    /// The value as compact JSON: no white space, members in their order, numbers as they were written.
    public func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: 64)
        writer.value(self)
        return writer.bytes
    }
}
