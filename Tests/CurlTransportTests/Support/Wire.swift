import Testing

/// Text as it goes over a connection, shown short and on one line where tests list their arguments.
struct Wire: ExpressibleByStringInterpolation, CustomTestStringConvertible, Sendable {
    let text: String

    init(stringLiteral text: String) {
        self.text = text
    }

    init(_ text: String) {
        self.text = text
    }

    var testDescription: String {
        let shown = self.text.unicodeScalars.prefix(60).map { $0.escaped(asASCII: true) }.joined()
        return self.text.unicodeScalars.count > 60 ? "\(shown)… (\(self.text.utf8.count) bytes)" : shown
    }
}
