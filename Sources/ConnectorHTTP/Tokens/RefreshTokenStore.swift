package import CallModel

/// Keeps the refresh token of one connector durably. Nothing of it is told, logged or shown.
package protocol RefreshTokenStore: Sendable {
    /// The connector whose refresh token it is.
    var connector: ConnectorID { get }

    /// Why the token is not kept as it should be, in words for the operator; `nil` while it is.
    var trouble: String? { get }

    /// Hands the refresh token to `exchange`, which is run by one at a time, other processes included, and keeps the one that it got
    /// in its place before this returns.
    ///
    /// - Parameters:
    ///   - end: Until when others are waited for.
    ///   - exchange: Returns its value, and the new refresh token where there is one: the old one may be good no more.
    /// - Throws: Where there is no token to hand over; then `exchange` is not run.
    func exchange<Value: Sendable>(
        until end: MonotonicTime, _ exchange: @Sendable (Sensitive<String>) async -> (value: Value, rotated: Sensitive<String>?)
    ) async throws(RefreshTokenFailure) -> Value
}

/// Why there is no refresh token to be used.
package enum RefreshTokenFailure: Error, Hashable, Sendable {
    /// Nobody has signed in yet.
    case missing
    /// There is one, and it can't be opened: its key is lost, or the file is damaged.
    case unreadable
    /// Another process uses it all the time.
    case busy
}
