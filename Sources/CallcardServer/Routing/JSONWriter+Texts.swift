internal import CallModel
internal import StrictJSON

extension JSONWriter {
    /// A member that is a list of texts.
    mutating func texts(_ name: String, _ texts: some Sequence<String>) {
        self.array(name) { writer in
            for text in texts { writer.value(text) }
        }
    }

    /// A member that is a list of codes, as entries show it.
    mutating func codes(_ name: String, _ codes: [ServiceSettings.Code]) {
        self.array(name) { writer in
            for code in codes {
                writer.object { writer in
                    writer.member("id", code.id)
                    writer.member("name", code.name)
                }
            }
        }
    }
}
