internal import CallModel
import OutboundHTTP
import StrictJSON

/// An answer of a token endpoint that gives no token (RFC 6749, 5.2). Some servers send it under status 200.
package struct OAuthRefusal: Hashable, Sendable {
    /// The error's code, such as `invalid_grant`; `nil` where it is none that may be shown.
    package let code: String?

    /// What the RFC says of the codes, and what Zoho means by `invalid_code`.
    static let wordsForEndedGrants: Set<String> = ["invalid_grant", "invalid_code"]

    /// Whether the refresh token, or the code, is good no more.
    var endsGrant: Bool { self.code.map(Self.wordsForEndedGrants.contains) ?? false }

    /// Returns `nil` for an answer that may hold a token, and for one that says nothing of the client, such as 503.
    init?(_ answer: HTTPAnswer) {
        let members = (try? StrictJSON.parse(answer.body))?.objectValue
        let error = members?["error"]?.stringValue
        switch answer.status {
        case 400, 401, 403: break
        case 200...299 where error != nil && members?["access_token"] == nil: break
        default: return nil
        }
        self.code = error.flatMap { Self.isShowable($0) ? $0 : nil }
    }

    /// Whether a text can be a code and nothing else: letters and `_`, at most 64.
    private static func isShowable(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || $0 == UInt8(ascii: "_") }
    }
}
