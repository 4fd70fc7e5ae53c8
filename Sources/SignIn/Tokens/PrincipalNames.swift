internal import CallModel
internal import Crypto

/// Names for the holders of tokens, fit for logs: `jwt:` and 16 characters that say nothing about the person.
///
/// They are keyed with bytes that live as long as the process, so that nobody can find a person's name by trying. Whoever has
/// other rights has another name: what was prepared for one must not be given to the other.
package struct PrincipalNames: Sendable {
    private let key = SymmetricKey(size: .bits256)

    /// Names under a new random key.
    package init() {}

    /// The name of one person with these rights; the same for the same arguments.
    func name(issuer: String, subject: String, user: String, role: Role, services: ServiceScope) -> String {
        var parts = [issuer, subject, user, role.rawValue]
        switch services {
        case .all: parts.append("*")
        case .only(let ids): parts += ids.sorted()
        }
        var code = HMAC<SHA256>(key: self.key)
        for part in parts {
            // Lengths go first, so that parts can't be shifted into one another.
            withUnsafeBytes(of: part.utf8.count.littleEndian) { code.update(data: $0) }
            code.update(data: Array(part.utf8))
        }
        // A key's id has no colon.
        return "jwt:" + Base64URL.encode(code.finalize().prefix(12))
    }
}
