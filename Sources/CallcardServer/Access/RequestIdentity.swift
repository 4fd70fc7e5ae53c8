internal import CallModel

/// Who was let in, and by what.
struct RequestIdentity: Sendable {
    /// `nil` where everybody may, or the endpoint sees to it.
    let principal: Principal?
    /// The visit behind it, for what outlives a request; `nil` for keys and tokens.
    var visit: LoginSession?

    static let everybody = RequestIdentity(principal: nil)
}
