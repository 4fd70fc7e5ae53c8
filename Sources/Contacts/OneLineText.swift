extension String {
    /// The lines of the text on one line, joined by `joint`; a text of one line stays as it is.
    ///
    /// A line break would otherwise vanish with the control characters and glue two words together.
    package func onOneLine(joinedBy joint: String) -> String {
        guard self.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return self }
        return self.split(whereSeparator: \.isNewline).joined(separator: joint)
    }
}
