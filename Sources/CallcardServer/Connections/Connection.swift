internal import NIOCore

/// The connection that a request came on.
struct Connection: Sendable {
    let channel: any Channel

    /// How long what was written may take to leave.
    private static let grace = TimeAmount.seconds(1)

    /// Closes it, whether or not the other side reads what is still on its way.
    func closeSoon() {
        let channel = self.channel
        channel.eventLoop.scheduleTask(in: Self.grace) { channel.close(promise: nil) }
    }
}
