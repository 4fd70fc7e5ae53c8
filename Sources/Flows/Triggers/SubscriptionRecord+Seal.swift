internal import CallModel

extension SubscriptionRecord {
    /// - Returns: `nil` where nothing can be sealed under the key.
    init?(_ subscription: Subscription, sealedBy seal: SubscriptionSeal) {
        let (id, wish) = (subscription.id, subscription.wish)
        guard let callback = seal.seal(wish.callback.url, .callback, of: id),
            let secret = seal.seal(subscription.secret.text.revealed(), .secret, of: id)
        else { return nil }
        self.init(
            id: id, services: wish.services.sorted(), events: wish.events.map(\.rawValue).sorted(),
            modalities: wish.modalities.map(\.rawValue).sorted(), directions: wish.directions.map(\.rawValue).sorted(),
            callback: callback, secret: secret, owner: subscription.owner, createdAt: subscription.createdAt)
    }

    /// The subscription; `nil` where it can't be opened with the key. Words of another version are left out, unless nothing would be
    /// left, which would mean all.
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
        let wish = SubscriptionOptions(
            services: Set(self.services), events: events, modalities: modalities, directions: directions,
            callback: CallbackURL(url))
        return Subscription(id: self.id, wish: wish, secret: secret, owner: self.owner, createdAt: self.createdAt)
    }
}
