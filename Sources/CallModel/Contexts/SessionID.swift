/// The rule for session ids, which are the session service's own and are written into the journal.
public enum SessionID {
    /// Whether `id` is 1–128 of `A-Z a-z 0-9 . _ ~ -`.
    public static func isValid(_ id: String) -> Bool {
        (1...128).contains(id.utf8.count)
            && id.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "-"): true
                default: false
                }
            }
    }
}
