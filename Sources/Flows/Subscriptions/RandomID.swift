/// Makes ids that can't be guessed.
enum RandomID {
    /// 32 hexadecimal digits, 128 bits from the system's generator.
    static func make() -> String {
        let digits = String(UInt128.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 32 - digits.utf8.count) + digits
    }
}
