extension JSONWriter {
    /// Writes a member that is a text.
    public mutating func member(_ name: String, _ text: String) {
        self.name(name)
        self.value(text)
    }

    /// Writes a member that is a text, or nothing at all for `nil`: absent members are omitted, not null.
    public mutating func member(_ name: String, _ text: String?) {
        if let text { self.member(name, text) }
    }

    /// Writes a member that is an integer.
    public mutating func member(_ name: String, _ number: Int) {
        self.name(name)
        self.value(number)
    }

    /// Writes a member that is a number; NaN and infinity become `null`.
    public mutating func member(_ name: String, _ number: Double) {
        self.name(name)
        self.value(number)
    }

    /// Writes a member that is `true` or `false`.
    public mutating func member(_ name: String, _ bool: Bool) {
        self.name(name)
        self.value(bool)
    }

    /// Writes a member that is any value.
    public mutating func member(_ name: String, _ value: JSONValue) {
        self.name(name)
        self.value(value)
    }

    /// Writes a member whose value is JSON already; the bytes are not looked at.
    public mutating func member(_ name: String, encoded: some Collection<UInt8>) {
        self.name(name)
        self.value(encoded: encoded)
    }

    /// Writes a member that is an object of what `content` writes.
    public mutating func object<Failure: Error>(
        _ name: String, _ content: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        self.name(name)
        try self.object(content)
    }

    /// Writes a member that is an array of what `content` writes.
    public mutating func array<Failure: Error>(
        _ name: String, _ content: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        self.name(name)
        try self.array(content)
    }

    /// Writes a member that is a list of texts.
    public mutating func texts(_ name: String, _ texts: some Sequence<String>) {
        self.array(name) { writer in
            for text in texts { writer.value(text) }
        }
    }
}
