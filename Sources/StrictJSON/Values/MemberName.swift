/// A name as a key of a dictionary, byte by byte.
struct MemberName: Hashable {
    let text: String

    static func == (left: MemberName, right: MemberName) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }

    func hash(into hasher: inout Hasher) {
        var text = self.text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}

extension String {
    /// Whether both are the same in UTF-8; `==` alone takes canonically equivalent texts for the same.
    func hasSameBytes(as other: String) -> Bool {
        // `==` comes first because it is a comparison of memory for most texts, and unequal texts are never the same bytes.
        self == other && self.utf8.elementsEqual(other.utf8)
    }
}
