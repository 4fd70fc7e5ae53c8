import CallModel

/// The words that networks and switches send in place of a number that is kept back.
enum WithheldWord {
    /// In lower case, with plain spaces. Strings are equal however their accents are encoded (Unicode canonical equivalence);
    /// switches that know only ASCII leave an accent away, or write `ue`.
    private static let words: Set<String> = [
        "anonymous", "restricted", "private", "unavailable", "withheld", "unknown", "blocked", "private number", "no caller id",
        "number withheld", "coolline",
        "anonym", "unbekannt", "unterdrückt", "unterdrueckt", "unterdruckt", "privat",
        "anonyme", "masqué", "masque", "inconnu",
        "anonimo", "privato", "sconosciuto",
        "anónimo", "privado", "desconocido",
        "anoniem", "onbekend",
    ]
    /// Bytes of the longest of them, in capitals, with decomposed accents and wide spaces.
    private static let longest = 48
    private static let host: StaticString = "anonymous.invalid"

    /// Whether `text`, white space and quotes around it set aside, is one of the words, in any case, or one of the figures that
    /// some switches send.
    static func matches(_ text: ArraySlice<UInt8>) -> Bool {
        let bare = ASCII.trimmed(text) { ASCII.isSpace($0) || $0 == UInt8(ascii: "\"") }
        // All words begin with a letter of ASCII, so that numbers are compared with none.
        guard let first = bare.first, bare.count <= Self.longest else { return false }
        if first == UInt8(ascii: "-") { return ASCII.equal(bare, "-1") || ASCII.equal(bare, "-2") }
        guard ASCII.isLetter(first) else { return false }
        return self.words.contains(Self.folded(bare))
    }

    /// In lower case, with one space for whatever stands between two words: `PRIVATE_NUMBER`, `No-Caller-ID`.
    private static func folded(_ text: ArraySlice<UInt8>) -> String {
        String(decoding: text, as: UTF8.self).lowercased()
            .split { $0.isWhitespace || $0 == "_" || $0 == "-" }.joined(separator: " ")
    }

    /// Whether `text` is the host that RFC 3323 gives to callers without a name, in any case.
    static func isHost(_ text: ArraySlice<UInt8>) -> Bool {
        ASCII.equal(text.last == UInt8(ascii: ".") ? text.dropLast() : text, self.host)
    }
}

/// The figures behind `+` that spell a withheld word on a telephone's keypad, which Twilio and others send in place of a number
/// (its help page on calls from such numbers). They are of no length that their plans have, so that ``FastPath`` leaves them to the
/// library.
enum WithheldCode {
    /// ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, as digits behind the plus sign.
    private static let codes = Set([266_696_687, 7_378_742_833, 2_562_533, 8_566_696].map(NumberKey.init(e164Digits:)))

    /// Whether a number that was written with its country calling code is one of them.
    static func isOne(countryCode: Int, national: DigitRun) -> Bool {
        NumberReading.full(countryCode: countryCode, national: national, ext: nil).key.map(self.codes.contains) ?? false
    }
}
