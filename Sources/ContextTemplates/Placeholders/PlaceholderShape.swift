/// A way to write a placeholder, and how sure it is that nothing else was meant.
struct PlaceholderShape: Sendable {
    let open: [UInt8]
    /// Empty where the name ends by itself, as in `:phone`.
    let close: [UInt8]
    let doubt: Doubt

    /// What else a text of this shape may be.
    enum Doubt: Sendable {
        /// Nothing that stands in a URL, whatever its name is.
        case none
        /// Something else unless its name is a known one of placeholders.
        case anyName
        /// The same, and the end of a name in brackets: `filter[phone]=…`, `fields=[phone]`.
        case brackets
        /// The same, and a part of a name or an anchor unless a value begins there.
        case withinValue
        /// The same, and an anchor or an account unless it is the value of a pair.
        case wholeValue
    }

    private init(_ open: String, _ close: String, _ doubt: Doubt) {
        (self.open, self.close, self.doubt) = (Array(open.utf8), Array(close.utf8), doubt)
    }

    /// All shapes that are looked for; of two that begin the same the longer one first.
    static let all: [PlaceholderShape] = [
        .init("{{{", "}}}", .none), .init("{{", "}}", .none), .init("${", "}", .none), .init("$[", "]", .none),
        .init("%{", "}", .none), .init("{!", "}", .none), .init("{$", "}", .none), .init("{%", "%}", .none),
        .init("{@", "}", .none),
        .init("<<", ">>", .none), .init("<%", "%>", .none), .init("<", ">", .none), .init("%(", ")s", .none),
        .init("[[", "]]", .anyName), .init("((", "))", .anyName), .init("«", "»", .anyName), .init("[", "]", .brackets),
        .init("__", "__", .withinValue), .init("%%", "%%", .anyName), .init("%", "%", .anyName), .init("%", "", .withinValue),
        .init("$$", "$$", .anyName), .init("$", "$", .anyName), .init("$", "", .withinValue), .init(":", ":", .withinValue),
        .init(":", "", .withinValue), .init("#", "#", .withinValue), .init("#", "", .wholeValue), .init("@@", "@@", .withinValue),
        .init("@", "@", .wholeValue), .init("@", "", .wholeValue),
    ]
}
