internal import Logging
internal import Synchronization

/// The options in force, read without a lock: each line that any library might log asks for the level first.
final class OptionsInForce: Sendable {
    private let packed = Atomic(OptionsInForce.pack(LogOptions()))

    var current: LogOptions {
        get { Self.unpack(self.packed.load(ordering: .relaxed)) }
        set { self.packed.store(Self.pack(newValue), ordering: .relaxed) }
    }

    private static let levels = Logger.Level.allCases
    private static let formats = LogOptions.Format.allCases

    private static func pack(_ options: LogOptions) -> Int {
        let level = Self.levels.firstIndex(of: options.level) ?? 0
        let format = Self.formats.firstIndex(of: options.format) ?? 0
        return format * Self.levels.count + level
    }

    private static func unpack(_ packed: Int) -> LogOptions {
        var options = LogOptions()
        options.level = Self.levels[packed % Self.levels.count]
        options.format = Self.formats[packed / Self.levels.count]
        return options
    }
}
