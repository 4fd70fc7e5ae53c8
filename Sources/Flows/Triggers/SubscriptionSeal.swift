internal import CallModel
internal import Crypto
internal import Foundation

/// Encrypts the parts of a subscription that give access, each bound to its place, with AES-256-GCM (NIST SP 800-38D).
struct SubscriptionSeal {
    /// What is sealed.
    enum Part: String {
        case callback, secret
    }

    private let key: SymmetricKey

    /// - Parameter key: 32 bytes.
    init(_ key: Sensitive<[UInt8]>) {
        self.key = SymmetricKey(data: key.revealed())
    }

    /// Nonce, ciphertext and tag; `nil` where the key is none.
    func seal(_ text: String, _ part: Part, of id: String) -> [UInt8]? {
        let box = try? AES.GCM.seal(Data(text.utf8), using: self.key, authenticating: Self.place(part, id))
        return box?.combined.map(Array.init)
    }

    /// The text; `nil` where it was sealed under another key, for another place, or was changed.
    func open(_ sealed: [UInt8], _ part: Part, of id: String) -> String? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let data = try? AES.GCM.open(box, using: self.key, authenticating: Self.place(part, id))
        else { return nil }
        return String(validating: data, as: UTF8.self)
    }

    private static func place(_ part: Part, _ id: String) -> Data {
        Data("callcard subscription \(part.rawValue) \(id)".utf8)
    }
}
