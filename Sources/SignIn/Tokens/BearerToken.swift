internal import CallModel
internal import StrictJSON

/// A signed token (RFC 7519 in RFC 7515's compact form), taken apart. Nothing of it is believed yet.
struct BearerToken {
    /// Bytes; more than the tokens of the common providers need, and little enough to refuse at once.
    static let longest = 8 << 10

    /// `alg`, as it was written.
    let algorithm: String
    /// `kid`: a name to compare with others, and nothing else.
    let keyID: String?
    /// The second part.
    let claims: Claims
    /// The signed bytes: header and claims in base64url, with the dot between them.
    let signed: [UInt8]
    /// The third part, decoded.
    let signature: [UInt8]

    /// Reads a token.
    ///
    /// - Throws: ``TokenRefusal/malformed`` for anything but a compact JWS with strict JSON inside.
    init(_ text: String) throws(TokenRefusal) {
        guard text.utf8.count <= Self.longest else { throw .malformed }
        let bytes = Array(text.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]), let claims = Self.object(parts[1]),
            let signature = Base64URL.decode(parts[2]), let algorithm = header["alg"]?.stringValue, Self.isPlain(header)
        else { throw .malformed }
        self.algorithm = algorithm
        self.keyID = header["kid"]?.stringValue
        self.claims = Claims(claims)
        self.signed = Array(bytes[..<parts[1].endIndex])
        self.signature = signature
    }

    /// Whether a header asks for nothing that we don't do: extensions that must be understood, other kinds of tokens, a key's id
    /// that is no text.
    private static func isPlain(_ header: JSONObject) -> Bool {
        guard header["crit"] == nil, header["kid"] == nil || header["kid"]?.stringValue != nil else { return false }
        guard let type = header["typ"] else { return true }
        let name = type.stringValue?.lowercased()
        return ["jwt", "at+jwt", "application/jwt", "application/at+jwt"].contains(name)
    }

    private static func object(_ part: ArraySlice<UInt8>) -> JSONObject? {
        guard let bytes = Base64URL.decode(part) else { return nil }
        return (try? StrictJSON.parse(bytes, maxDepth: 16))?.objectValue
    }
}
