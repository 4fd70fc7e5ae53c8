/// Words that people write between and behind numbers, in lower case.
enum NumberWords {
    /// Whether the word stands between two numbers, in the languages of the headings that Callcard knows.
    static func isList(_ word: ArraySlice<UInt8>) -> Bool {
        self.contains(
            word, ["und", "u", "oder", "od", "bzw", "sowie", "or", "and", "et", "ou", "o", "e", "y", "en", "of", "resp"])
    }

    /// Whether the word stands between the ends of a range.
    static func isRange(_ word: ArraySlice<UInt8>) -> Bool {
        self.contains(word, ["bis", "to", "until", "till", "thru", "through", "jusqu", "tot", "hasta", "fino"])
    }

    /// Whether an extension of the number follows, or would: German, Austrian and Swiss words, then those of libphonenumber.
    static func isExtension(_ word: ArraySlice<UInt8>) -> Bool {
        self.contains(
            word,
            [
                "app", "apparat", "durchwahl", "dw", "kl", "klappe", "nst", "nebenst", "nebenstelle", "ns", "ext", "extn",
                "extension",
                "x", "xt", "anschluss", "anschl", "poste", "interno", "int", "anexo", "ramal", "toestel",
            ])
    }

    /// Whether the digits before the word are a time, a floor or a count, and none of the number's.
    static func isUnit(_ word: ArraySlice<UInt8>) -> Bool {
        self.contains(
            word,
            [
                "uhr", "h", "hrs", "am", "pm", "std", "min", "stock", "og", "ug", "eg", "etage", "floor", "heures", "ore", "st",
                "nd", "rd", "th",
            ])
    }

    /// Whether the word is nothing but the marks for *pause* and *wait* (Android, iOS).
    static func isPause(_ word: ArraySlice<UInt8>) -> Bool {
        word.count <= 4 && word.allSatisfy { $0 | 0x20 == UInt8(ascii: "p") || $0 | 0x20 == UInt8(ascii: "w") }
    }

    private static func contains(_ word: ArraySlice<UInt8>, _ words: [StaticString]) -> Bool {
        word.count <= 11 && words.contains { ASCII.equal(word, $0) }
    }
}
