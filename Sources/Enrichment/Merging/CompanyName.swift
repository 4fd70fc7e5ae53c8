/// The name of a company in the form in which companies are compared: contract, merge (b).
///
/// Case, marks, punctuation, blanks and the word *and* tell nobody apart, and `ü` may be written `u` or `ue`. A legal form that one of
/// two names has and the other lacks makes no difference, two different ones do.
final class CompanyName {
    private let text: String
    private lazy var plain = Key(self.text)
    /// Reads `ä` as `ae`; `nil` where that changes nothing.
    private lazy var spelledOut = PlainLetters.spelledOut(self.text).map(Key.init)

    /// A name as its source writes it. It is taken apart when it is first compared with one that is written differently.
    init(_ text: String) {
        self.text = text
    }

    /// Whether a legal form stands in it, so that it is hardly a person's name.
    var isSurelyCompany: Bool { self.plain.forms.contains(where: LegalForms.isUnmistakable) }

    /// Whether both are names of different companies.
    func differs(from other: CompanyName) -> Bool {
        if self.text == other.text { return false }
        return !self.keys.contains { key in other.keys.contains(where: key.fits) }
    }

    private var keys: [Key] { [self.plain] + (self.spelledOut.map { [$0] } ?? []) }
}

extension CompanyName {
    private struct Key {
        /// The letters and digits of the name without its legal form.
        let name: String
        /// Each legal form, in order: `GmbH & Co. KG` has two.
        private(set) var forms: [String] = []

        init(_ text: String) {
            let all = PlainLetters.words(in: text)
            var words = all[...]
            while let (form, count) = LegalForms.ending(words) {
                let isJoint = form == LegalForms.company && !self.forms.isEmpty
                // "Meier & Co. KG" is another company than "Meier KG", but the "& Co." of "GmbH & Co. KG" says nothing.
                if isJoint, LegalForms.ending(words.dropLast(count)) == nil { break }
                words.removeLast(count)
                if !isJoint { self.forms.insert(form, at: 0) }
            }
            if self.forms.isEmpty, let (form, count) = LegalForms.beginning(words) {
                words.removeFirst(count)
                self.forms = [form]
            }
            let name = words.joined()
            // A name of signs alone is compared as it is.
            self.name = name.isEmpty ? text : name
        }

        func fits(_ other: Key) -> Bool {
            self.name == other.name && (self.forms == other.forms || self.forms.isEmpty || other.forms.isEmpty)
        }
    }
}
