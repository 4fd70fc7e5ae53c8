internal import CallModel
internal import Crypto
internal import Flows
internal import Sessions

extension StandIns {
    /// Words by HMAC-SHA-256 under the key that seals subscriptions, which is kept apart from the journal.
    ///
    /// Where that can be neither read nor made, a key of this process: the number is in no file then either, but what comes later under
    /// the same id is not matched after a restart.
    init(sealedBy keys: any SealKeyProvider) {
        let own = EphemeralSealKey()
        self.init { word in
            let key = (try? keys.madeKey()) ?? own.bytes
            let text = Array("callcard stand-in \(word)".utf8)
            return Array(HMAC<SHA256>.authenticationCode(for: text, using: SymmetricKey(data: key.revealed())))
        }
    }
}
