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

    /// Does something that waits, in a task that is cancelled as soon as the client has gone, by the word of ``ClientWatch``.
    ///
    /// The connection stays as it is: requests that the client has sent behind this one are answered after it.
    func whileClientStays<Value: Sendable>(_ operation: @escaping @Sendable () async -> Value) async -> Value {
        let task = Task(operation: operation)
        self.whenClientLeaves { task.cancel() }
        defer { self.whenClientLeaves(nil) }
        return await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Calls `listener` once the client has gone, by the word of ``ClientWatch``; `nil` calls nobody any more.
    func whenClientLeaves(_ listener: (@Sendable () -> Void)?) {
        let channel = self.channel
        channel.eventLoop.execute {
            try? channel.pipeline.syncOperations.handler(type: ClientWatch.self).listen(listener)
        }
    }
}
