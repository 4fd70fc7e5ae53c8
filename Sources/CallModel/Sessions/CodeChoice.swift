/// Codes chosen from a service's two lists, which mean the same to us.
public struct CodeChoice: Hashable, Sendable {
    /// A code's id; `nil` where none was chosen.
    public var primary: String?
    /// A code's id; `nil` where none was chosen.
    public var secondary: String?

    /// - Parameters:
    ///   - primary: A code's id.
    ///   - secondary: A code's id.
    public init(primary: String? = nil, secondary: String? = nil) {
        self.primary = primary
        self.secondary = secondary
    }
}
