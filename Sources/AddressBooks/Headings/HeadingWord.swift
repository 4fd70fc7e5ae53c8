/// What a word of a heading says, in whatever language.
enum HeadingWord: Hashable, Sendable {
    // What is called.
    case phone, mobile, fax, pager, isdn, textTelephone, car, radio, callback
    // Whose or where it is.
    case work, office, home, other, company, primary, assistant, direct, subject
    // What may be a telephone number, or anything else.
    case number, line, internalNumber
    // Electronic mail.
    case email, electronic
    // A part of an address.
    case address, street, houseNumber, postCode, city, state, country
    // Of a number and its name in two columns.
    case value, label
    /// `of`, `the`, `and`.
    case filler

    /// The words of a heading in their order, with its first number; `nil` where one of them is not understood.
    static func words(of parts: [HeadingPart]) -> (words: [HeadingWord], number: Int?)? {
        var words: [HeadingWord] = []
        var number: Int?
        var at = 0
        while at < parts.count {
            switch parts[at] {
            case .number(let value):
                number = number ?? value
                at += 1
            case .word(let text):
                // `code postal` says more than its words.
                if at + 1 < parts.count, case .word(let next) = parts[at + 1], let word = Self.vocabulary[text + next] {
                    words.append(word)
                    at += 2
                } else {
                    guard let found = Self.words(in: text) else { return nil }
                    words += found
                    at += 1
                }
            }
        }
        return (words, number)
    }

    /// The words that are written together in `text`: `officenumber`, `geschaeftstelefon`.
    private static func words(in text: String) -> [HeadingWord]? {
        if let word = Self.vocabulary[text] { return [word] }
        guard (6...40).contains(text.utf8.count) else { return nil }
        let letters = Array(text.utf8)
        // The words of each end of the text, from behind.
        var endings: [[HeadingWord]?] = Array(repeating: nil, count: letters.count + 1)
        endings[letters.count] = []
        for start in stride(from: letters.count - 3, through: 0, by: -1) {
            for end in stride(from: letters.count, through: start + 3, by: -1) {
                let part = String(decoding: letters[start..<end], as: UTF8.self)
                guard let rest = endings[end], let word = Self.vocabulary[part], word != .filler else { continue }
                endings[start] = [word] + rest
                break
            }
        }
        return endings[0]
    }
}
