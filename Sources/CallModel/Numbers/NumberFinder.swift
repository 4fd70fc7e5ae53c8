/// Tells whether people's text holds telephone numbers, for places where none may be.
public protocol NumberFinder: Sendable {
    /// Whether a number that its numbering plan knows stands in `text`, as people write numbers in a sentence. A date may be one.
    ///
    /// - Parameters:
    ///   - text: At most 2,048 bytes are taken; longer texts, and those with control characters, are said to hold none.
    ///   - region: The region of a national writing; without one only writings with `+` are found.
    /// - Complexity: 30–300 µs, not for every request.
    func holdsNumber(_ text: String, region: Region?) -> Bool
}
