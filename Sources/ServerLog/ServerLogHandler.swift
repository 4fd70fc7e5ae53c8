internal import Logging

/// What loggers of the process write to.
///
/// A logger's own level can only make it quieter: the log's options hold for all of them, also after a reload.
struct ServerLogHandler: LogHandler {
    let log: ServerLog
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private var ownLevel = Logger.Level.trace

    init(log: ServerLog) {
        self.log = log
    }

    var logLevel: Logger.Level {
        get { max(self.ownLevel, self.log.level) }
        set { self.ownLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var metadata = self.metadata
        for more in [self.metadataProvider?.get(), event.metadata] {
            if let more { metadata.merge(more) { $1 } }
        }
        // An error's text could hold anything, its type can't.
        if let error = event.error { metadata["error"] = "\(type(of: error))" }
        self.log.write(
            LogLine(level: event.level, message: event.message.description, metadata: metadata.mapValues(\.description)))
    }
}
