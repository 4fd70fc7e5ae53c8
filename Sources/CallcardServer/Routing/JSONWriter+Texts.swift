internal import StrictJSON

extension JSONWriter {
    /// A member that is a list of texts.
    mutating func texts(_ name: String, _ texts: some Sequence<String>) {
        self.array(name) { writer in
            for text in texts { writer.value(text) }
        }
    }
}
