import CallModel
import Manifests

/// A token as its endpoint gave it.
struct IssuedToken: Sendable, Redacted {
    let text: String
    /// From the request for it on; zero or less for one that is over when it comes.
    let life: Duration

    /// What is assumed where the endpoint does not tell. Tokens last longer nearly everywhere, and asking too early costs a request.
    static let unknownLife = Duration.seconds(300)
    /// No token is used for longer, whatever the endpoint says.
    static let longestLife = Duration.seconds(86_400)
    /// In bytes. Headers must carry it.
    static let longestText = 16 << 10

    /// - Parameter seconds: As the endpoint says; `nil` where it does not.
    /// - Returns: `nil` where `text` is no token that a header can carry.
    init?(_ text: String, seconds: Double?) {
        guard !text.isEmpty, text.utf8.count <= Self.longestText, HeaderRule.isValue(text) else { return nil }
        self.text = text
        self.life =
            seconds.map { .milliseconds(Int64(min(max($0, 0), Double(Self.longestLife.components.seconds)) * 1_000)) }
            ?? Self.unknownLife
    }
}
