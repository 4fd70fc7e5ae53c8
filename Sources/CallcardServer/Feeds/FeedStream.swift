internal import CallModel
internal import Hummingbird
internal import NIOCore
internal import Sessions

/// One open event stream, from its first byte to its last.
struct FeedStream: Sendable {
    let subscription: FeedSubscription
    let talk: FeedTalk
    let feed: EntryFeed
    let time: any TimeSource
    /// When the credential ends; `nil` where it doesn't.
    let expiry: MonotonicTime?
    /// Whose page reads it; `nil` where it is none of ours.
    let visit: Visit?
    let connection: Connection

    /// From one look at the visit to the next.
    private static let visitPace = Duration.seconds(10)

    /// Writes until there is nothing more to tell, or nobody to tell it to.
    func run(_ opening: FeedOpening, _ writer: inout any ResponseBodyWriter) async throws {
        defer { self.feed.end(self.subscription, at: self.time.monotonicNow()) }
        // A client that does not read would hold the write below for ever.
        self.subscription.whenEnded { [connection] in connection.closeSoon() }
        let alarm = self.expiry.map { expiry in
            Task {
                try? await self.time.sleep(until: expiry)
                if !Task.isCancelled { self.subscription.end() }
            }
        }
        defer { alarm?.cancel() }
        let watch = self.visit.map { visit in Task { await self.watch(visit) } }
        defer { watch?.cancel() }
        try await writer.write(opening.take())
        while true {
            switch await self.subscription.next(at: self.time) {
            case .items(let items):
                let told = await self.talk.told(items)
                if told.readableBytes > 0 { try await writer.write(told) }
            case .silence: try await writer.write(FeedTalk.comment)
            case .end:
                try await writer.write(FeedTalk.retry())
                return try await writer.finish(nil)
            }
        }
    }

    /// Ends the stream soon after its reader has signed out, or was signed in for long enough.
    private func watch(_ visit: Visit) async {
        while visit.goesOn {
            try? await self.time.sleep(until: self.time.monotonicNow() + Self.visitPace)
            if Task.isCancelled { return }
        }
        self.subscription.end()
    }
}
