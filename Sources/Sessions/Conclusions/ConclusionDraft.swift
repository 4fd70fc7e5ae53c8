public import CallModel

/// What a user wants to save; what was not said is `nil` or empty.
public struct ConclusionDraft: Hashable, Sendable {
    /// Ids of codes, as sent.
    public var codes: CodeChoice
    /// As typed.
    public var tags: [String]

    /// - Parameters:
    ///   - codes: Ids of codes.
    ///   - tags: As typed.
    public init(codes: CodeChoice = .init(), tags: [String] = []) {
        self.codes = codes
        self.tags = tags
    }
}
