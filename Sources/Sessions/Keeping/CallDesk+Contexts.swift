extension CallDesk {
    /// What is known of a session's caller has a new revision: pages that show the call hear of it.
    public func contextChanged(of id: String) {
        guard let session = self.sessionInMemory(id) else { return }
        for user in session.users { self.feed.publish(.context(id), to: user) }
    }
}
