internal import CallModel
internal import HTTPTypes

/// Decides which requests are let in where too many wait: by how long they would wait, not by how many they are.
struct LoadShedder: Sendable {
    /// The places of a request that was let in.
    struct Admission: Sendable {
        /// That of its handler, which waits for a thread.
        let place: RequestQueue.Place
        /// That of the event in it; `nil` for other requests.
        var event: EventQueue.Place?
    }

    /// Requests whose handlers have not begun.
    let queue = RequestQueue()
    /// Events that are not durable yet.
    let events: EventQueue
    let time: any TimeSource
    /// Read anew for each request that meets a long queue: keys change on reload.
    let authenticator: @Sendable () -> any Authenticator

    /// The wait of a request that comes now.
    var expectedWait: Duration { self.queue.expectedWait(at: self.time.monotonicNow()) }

    /// Lets a request in, or not (`nil`).
    ///
    /// - Parameters:
    ///   - isEvent: Whether it is answered once the journal has it.
    ///   - isSheddable: Whether its route refuses any; called only where it matters.
    func admission(
        of request: HTTPRequest, isEvent: Bool, isSheddable: (HTTPRequest) -> Bool
    ) -> Admission? {
        let now = self.time.monotonicNow()
        var event: EventQueue.Place?
        if isEvent {
            event = self.events.join { self.key(of: request) }
            if event == nil { return nil }
        }
        if let place = self.queue.joinIfCalm(at: now) { return Admission(place: place, event: event) }
        guard isSheddable(request) else { return Admission(place: self.queue.join(at: now), event: event) }
        if let place = self.queue.join(for: self.key(of: request), at: now) { return Admission(place: place, event: event) }
        if let event { self.events.leave(event) }
        return nil
    }

    /// The id of the key that a request claims to be of. Nothing is proven by it: whoever names no key of ours is one of the strangers,
    /// who are one sender together, as are those who hold tokens.
    private func key(of request: HTTPRequest) -> String {
        AccessControl.presented(in: request.headerFields).flatMap { self.authenticator().keyID(claimedBy: $0) } ?? ""
    }
}
