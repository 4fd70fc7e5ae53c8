/// A login session as it is journaled: who was signed in, from when, until when. Nothing in it signs anybody in.
public struct LoginSessionRecord: Hashable, Sendable {
    /// Unique; made by us, 32 hexadecimal digits.
    public var id: String
    /// The user, a UPN in lower case, or the name of whoever has none.
    public var user: String
    /// When the person signed in.
    public var startedAt: WallTime
    /// When it ends at the latest.
    public var expiresAt: WallTime
    /// When it was ended before its time: signed out, ended by an operator, or unused for too long; `nil` while it was not.
    public var endedAt: WallTime?

    /// A login session, which goes on unless told otherwise.
    public init(id: String, user: String, startedAt: WallTime, expiresAt: WallTime, endedAt: WallTime? = nil) {
        self.id = id
        self.user = user
        self.startedAt = startedAt
        self.expiresAt = expiresAt
        self.endedAt = endedAt
    }
}
