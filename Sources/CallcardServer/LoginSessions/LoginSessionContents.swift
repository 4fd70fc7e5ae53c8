internal import CallModel
internal import StrictJSON

/// What the cookie of a login session holds, sealed: whose it is, from when until when, and where the person's rights come from. What
/// these are is worked out anew for each request, so that they are never more than the configuration in force gives.
struct LoginSessionContents: Hashable, Sendable {
    /// Where a person's rights come from.
    enum Source: Hashable, Sendable {
        /// An account elsewhere.
        case account(SignInAccount)
        /// A link for this person in this role.
        case link(user: String, role: Role)
    }

    /// The login session's id, user and time.
    let record: LoginSessionRecord
    let source: Source

    /// - Parameter id: Unique, 32 hexadecimal digits.
    init(id: String, source: Source, from start: WallTime, until end: WallTime) {
        let user =
            switch source {
            case .account(let account): account.user
            case .link(let user, _): user
            }
        self.record = LoginSessionRecord(id: id, user: user, startedAt: start, expiresAt: end)
        self.source = source
    }

    /// The contents of a cookie that was opened; `nil` for one of another version.
    init?(_ object: JSONObject) {
        guard let id = object["id"]?.stringValue, let user = object["user"]?.stringValue,
            let start = object.wallTime("from"), let end = object.wallTime("until")
        else { return nil }
        if let text = object["grants"]?.stringValue, let grants = Set(grants: text) {
            self.init(id: id, source: .account(SignInAccount(user: user, grants: grants)), from: start, until: end)
        } else if let role = object["link"]?.stringValue.flatMap(Role.init) {
            self.init(id: id, source: .link(user: user, role: role), from: start, until: end)
        } else {
            return nil
        }
    }

    /// The contents as they are sealed.
    var object: JSONObject {
        var object: JSONObject = [
            "id": .string(self.record.id), "user": .string(self.record.user),
            "from": .number(String(self.record.startedAt.milliseconds)),
            "until": .number(String(self.record.expiresAt.milliseconds)),
        ]
        switch self.source {
        case .account(let account): object["grants"] = .string(account.grants.text)
        case .link(_, let role): object["link"] = .string(role.rawValue)
        }
        return object
    }
}

extension Set<UInt64> {
    /// The digests in base64url, 8 bytes each.
    fileprivate var text: String {
        Base64URL.encode(self.sorted().flatMap { digest in (0..<8).map { UInt8(truncatingIfNeeded: digest >> (56 - 8 * $0)) } })
    }

    fileprivate init?(grants text: String) {
        guard let bytes = Base64URL.decode(text.utf8), bytes.count.isMultiple(of: 8) else { return nil }
        self = Set(
            stride(from: 0, to: bytes.count, by: 8).map { start in
                bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
            })
    }
}
