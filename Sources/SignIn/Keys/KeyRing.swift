public import CallModel

/// All API keys of a configuration.
public struct KeyRing: Authenticator {
    private let keys: [Substring: AccessKey]
    /// Stands in for an unknown id, so that both kinds of "no" take the same time.
    private let decoy: AccessKey

    /// Of several keys with one id the first counts; the configuration reports the others.
    public init(_ keys: [AccessKey]) {
        self.keys = Dictionary(keys.map { (Substring($0.principal.id), $0) }, uniquingKeysWith: { first, _ in first })
        let nobody = Principal(id: "nobody", role: .agent, services: .only([]))
        self.decoy = AccessKey(principal: nobody, digest: String(repeating: "0", count: 64))!
    }

    public func principal(presenting credential: String) async -> Principal? {
        guard let text = KeyText(credential) else { return nil }
        let key = self.keys[text.id]
        let isProven = (key ?? self.decoy).isProven(by: text.secret)
        return isProven ? key?.principal : nil
    }
}
