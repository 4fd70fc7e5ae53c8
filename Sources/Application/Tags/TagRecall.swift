internal import CallModel
internal import Crypto

/// Brings a caller's earlier tags back on the next call, where an owner and the operator have switched that on (S42).
///
/// What is kept is an HMAC of the number under a key that lies outside the journal; it is personal data all the same.
struct TagRecall: Sendable {
    /// 32 bytes; `nil` where the operator named no key, and nothing is kept.
    private let key: SymmetricKey?
    private let archive: any TagArchive

    /// The maximum number of tags that come back.
    private static let limit = 20

    /// - Parameter key: 32 bytes; `nil` keeps nothing.
    init(key: [UInt8]?, archive: any TagArchive) {
        self.key = key.map { SymmetricKey(data: $0) }
        self.archive = archive
    }

    /// The digest under which a caller's tags are kept, 32 bytes; `nil` for withheld callers, and without a key.
    func digest(of number: CallerNumber?) -> [UInt8]? {
        let text: String
        switch number {
        case .full(let number)?: text = number.e164
        case .short(let digits)?: text = digits
        case .withheld?, nil: return nil
        }
        return self.key.map { Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: $0)) }
    }

    /// Tags of earlier calls, latest first.
    func tags(of number: CallerNumber, service: String) async throws(JournalError) -> [RecalledTag] {
        guard let digest = self.digest(of: number) else { return [] }
        return try await self.archive.recalled(digest: digest, service: service, limit: Self.limit)
    }

    /// The count of tags that are kept of a caller, of the services within `scope`.
    func count(of number: CallerNumber, within scope: ServiceScope) async throws(JournalError) -> Int {
        guard let digest = self.digest(of: number) else { return 0 }
        return try await self.archive.recalledCount(digest: digest, within: scope)
    }
}
