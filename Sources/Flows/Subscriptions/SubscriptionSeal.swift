package import CallModel
internal import Crypto
internal import Foundation

/// Provides the key under which callbacks and secrets are kept in the journal.
package protocol SealKeyProvider: Sendable {
    /// The key, 32 bytes; `nil` where there is none yet, or it is lost.
    var key: Sensitive<[UInt8]>? { get }

    /// The key, made where there is none; it is as durable as the journal when this returns.
    ///
    /// - Throws: Where it can be neither read nor made.
    func madeKey() throws(SealKeyFailure) -> Sensitive<[UInt8]>
}

/// A seal key could be neither read nor made.
package struct SealKeyFailure: Error, Hashable, Sendable {
    /// The failure, which says no more.
    package init() {}
}

/// A seal key that lasts as long as its process, for servers without a journal.
package struct EphemeralSealKey: SealKeyProvider {
    /// The key, 32 bytes.
    package let bytes = Sensitive(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })

    /// A key of 32 random bytes.
    package init() {}

    package var key: Sensitive<[UInt8]>? { self.bytes }

    package func madeKey() throws(SealKeyFailure) -> Sensitive<[UInt8]> { self.bytes }
}

/// Encrypts the parts of a subscription that give access, each bound to its place, with AES-256-GCM (NIST SP 800-38D).
struct SubscriptionSeal {
    /// The parts that are sealed.
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

extension SubscriptionRecord {
    /// The record of a subscription, its callback and secret sealed; `nil` where nothing can be sealed under the key.
    init?(_ subscription: Subscription, sealedBy seal: SubscriptionSeal) {
        let (id, options) = (subscription.id, subscription.options)
        guard let callback = seal.seal(options.callback.url, .callback, of: id),
            let secret = seal.seal(subscription.secret.text.revealed(), .secret, of: id)
        else { return nil }
        self.init(
            id: id, services: options.services.sorted(), events: options.events.map(\.rawValue).sorted(),
            modalities: options.modalities.map(\.rawValue).sorted(), directions: options.directions.map(\.rawValue).sorted(),
            callback: callback, secret: secret, owner: subscription.owner, createdAt: subscription.createdAt)
    }

    /// The subscription of this record; `nil` where it can't be opened with the key. Words of another version are left out, unless
    /// nothing would be left, which would mean all.
    func opened(by seal: SubscriptionSeal) -> Subscription? {
        guard let url = seal.open(self.callback, .callback, of: self.id),
            let secret = seal.open(self.secret, .secret, of: self.id).flatMap({ WebhookSecret($0) })
        else { return nil }
        let events = Set(self.events.compactMap(TaskEvent.init(rawValue:)))
        let modalities = Set(self.modalities.compactMap(Modality.init(rawValue:)))
        let directions = Set(self.directions.compactMap(TaskDirection.init(rawValue:)))
        guard events.isEmpty == self.events.isEmpty, modalities.isEmpty == self.modalities.isEmpty,
            directions.isEmpty == self.directions.isEmpty
        else { return nil }
        let options = SubscriptionOptions(
            services: Set(self.services), events: events, modalities: modalities, directions: directions,
            callback: CallbackURL(url))
        return Subscription(id: self.id, options: options, secret: secret, owner: self.owner, createdAt: self.createdAt)
    }
}
