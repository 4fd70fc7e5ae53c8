/// Why a query failed on a document, in words of ours: the kinds of the values that it met, and nothing of their content.
///
/// Messages of jq repeat the data, so only what is known in them is taken: names of kinds (`null`, `object` …), and of a member that
/// stands in the program itself.
public struct QueryFault: Hashable, Sendable, CustomStringConvertible {
    /// Such as `cannot iterate over null`.
    public let description: String

    /// Nothing is known of it.
    public static let unknown = QueryFault(words: "fails")
    /// The program called `error`, or failed in a way that has no words here.
    static let raised = QueryFault(words: "raises an error")

    private init(words: String) {
        self.description = words
    }

    /// Reads a message of jq 1.6.
    ///
    /// - Parameters:
    ///   - message: What a `catch` gets, or what ends a run; may repeat data.
    ///   - program: The program, whose own words may be shown.
    public init(message: some StringProtocol, program: some StringProtocol) {
        self =
            Self.iterating(message) ?? Self.indexing(message, program) ?? Self.key(message) ?? Self.operation(message)
            ?? Self.fixed(message) ?? .raised
    }

    /// The kinds of JSON values, as jq names them.
    private static let kinds = ["null", "boolean", "number", "string", "array", "object"]

    /// The kind at the beginning of `text`, followed by what `end` allows.
    private static func kind(_ text: some StringProtocol) -> String? {
        Self.kinds.first { text.hasPrefix($0) && !(text.dropFirst($0.count).first?.isLetter ?? false) }
    }

    private static func rest(_ text: some StringProtocol, after opening: String) -> Substring? {
        text.hasPrefix(opening) ? Substring(text.dropFirst(opening.count)) : nil
    }

    private static func iterating(_ message: some StringProtocol) -> Self? {
        Self.rest(message, after: "Cannot iterate over ").flatMap(Self.kind).map { Self(words: "cannot iterate over \($0)") }
    }

    /// `Cannot index array with string "name"`, `Cannot index object with number`.
    private static func indexing(_ message: some StringProtocol, _ program: some StringProtocol) -> Self? {
        guard let rest = Self.rest(message, after: "Cannot index "), let kind = Self.kind(rest),
            let with = Self.rest(rest.dropFirst(kind.count), after: " with ")
        else { return nil }
        guard let quoted = Self.rest(with, after: "string \"") else {
            return Self.kind(with).map { Self(words: "cannot index \(kind) with \($0)") }
        }
        let name = quoted.prefix { $0 != "\"" }
        // A key may come out of the data; one that the program spells out does not matter.
        let isOwn = !name.isEmpty && (program.contains(".\(name)") || program.contains("\"\(name)\""))
        return Self(words: "cannot index \(kind) with " + (isOwn ? "\"\(name)\"" : "a name"))
    }

    private static func key(_ message: some StringProtocol) -> Self? {
        if let kind = Self.rest(message, after: "Cannot use ").flatMap(Self.kind) {
            return Self(words: "cannot use \(kind) as the key of an object")
        }
        return Self.rest(message, after: "Cannot check whether ").flatMap(Self.kind).map {
            Self(words: "cannot check whether \($0) has such a key")
        }
    }

    /// `string ("12…) cannot be parsed as a number`, `null (null) and string ("a") cannot be added`.
    private static func operation(_ message: some StringProtocol) -> Self? {
        if message.contains(" (while parsing '") { return Self(words: "cannot read a string as JSON or a number") }
        guard let kind = Self.kind(message), message.dropFirst(kind.count).hasPrefix(" ("),
            let ending = Self.endings.first(where: { message.hasSuffix($0) })
        else { return nil }
        let second = Self.kinds.first { message.contains(") and \($0) (") }
        return Self(words: kind + (second.map { " and \($0)" } ?? "") + ending)
    }

    private static let endings = [
        " cannot be added", " cannot be subtracted", " cannot be multiplied", " cannot be divided",
        " cannot be divided because the divisor is zero", " cannot be negated", " cannot be parsed as a number",
        " cannot be sorted, as it is not an array", " cannot be sorted, as they are not both arrays",
        " cannot be grouped, as it is not an array", " cannot be grouped, as they are not both arrays",
        " cannot be matched, as it is not a string", " cannot have their containment checked", " cannot be iterated over",
        " has no keys", " has no length", " is not a string", " is not valid base64 data", " is not valid in a csv row",
        " number required", " only strings can be parsed", " cannot be reversed, as it is not an array",
        " can not be escaped for shell", " is not valid in a tsv row", " cannot be exploded", " cannot be tokenized",
    ]

    /// Messages without data in them, or whose beginning has none.
    private static func fixed(_ message: some StringProtocol) -> Self? {
        if message.hasPrefix("date \"") { return Self(words: "a date does not match its format") }
        return Self.whole.first { message == $0 }.map { Self(words: $0) }
    }

    private static let whole = [
        "split input and separator must be strings", "startswith() requires string inputs", "endswith() requires string inputs",
        "explode input must be a string", "implode input must be an array", "Object keys must be strings",
        "Range bounds must be numeric", "mktime requires array of 6 numbers", "mktime requires parsed datetime inputs",
        "strptime/1 requires string inputs and arguments", "strftime/1 requires parsed datetime inputs",
        "Out of bounds negative array index", "Start and end indices of an array slice must be numbers",
    ]
}
