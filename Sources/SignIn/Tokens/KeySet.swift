internal import StrictJSON

/// The keys that an issuer publishes (RFC 7517, section 5), as far as they can be used.
struct KeySet: Sendable {
    /// How many keys of a set are looked at.
    static let most = 100

    private let keys: [VerificationKey]

    /// - Parameter algorithms: Those that the issuer is allowed; keys for others are left out.
    init(json: [UInt8], algorithms: [TokenAlgorithm]) async throws(KeyFetchError) {
        guard let entries = (try? StrictJSON.parse(json, maxDepth: 16))?.objectValue?["keys"]?.arrayValue else {
            throw .malformed
        }
        var keys: [VerificationKey] = []
        for entry in entries.prefix(Self.most).compactMap(\.objectValue) where Self.isForSignatures(entry) {
            for algorithm in algorithms {
                if let key = await VerificationKey(entry, for: algorithm) { keys.append(key) }
            }
        }
        guard !keys.isEmpty else { throw .noKeys }
        self.keys = keys
    }

    /// The keys that may have signed a token: those of its `kid`, or, for a token without one, the only key there is.
    func keys(id: String?, algorithm: TokenAlgorithm) -> [VerificationKey] {
        let fitting = self.keys.filter { $0.algorithm == algorithm }
        guard let id else { return fitting.count == 1 ? fitting : [] }
        return fitting.filter { $0.id?.isExactly(id) ?? false }
    }

    private static func isForSignatures(_ key: JSONObject) -> Bool {
        let uses = key["key_ops"]?.arrayValue?.compactMap(\.stringValue)
        return (key["use"] == nil || key["use"]?.stringValue == "sig") && uses?.contains("verify") != false
    }
}
