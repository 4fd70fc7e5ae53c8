/// A placeholder of another product: `[Number]`, `${…}`, `:phone`, `{{ani}}`. Nothing is ever put in its place here.
struct ForeignPlaceholder: Hashable, Sendable {
    /// The byte offset of its first delimiter.
    let at: Int
    /// The name that stands in it, without delimiters.
    let name: String

    /// What to write instead, as a template writes it; `nil` where nothing here has that value.
    var replacement: String? {
        let variable =
            Variable(name: self.name) ?? (Self.isPosition(self.name) ? .callerNumber : PlaceholderWords(self.name).variable)
        return variable.map { "{\($0.name)}" }
    }

    /// Whether a name is no name but a place in a list, or printf's letter: `{0}`, `%1`, `%s`.
    static func isPosition(_ name: String) -> Bool {
        name.utf8.count == 1 && name.utf8.allSatisfy { ByteSet.digits.contains($0) || ByteSet("sdun@").contains($0) }
    }
}
