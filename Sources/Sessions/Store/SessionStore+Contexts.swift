extension SessionStore {
    /// What is known of a session's caller has a new revision: pages that show the call hear of it.
    public func contextChanged(of id: String) {
        guard let session = self.sessionInMemory(id) else { return }
        // The caller on the entry's line has changed, too.
        self.feed.publish([session.news(.context), session.news(.entry)], to: session.users)
    }
}
