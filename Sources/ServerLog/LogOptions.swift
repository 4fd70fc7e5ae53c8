package import Logging

/// How the log is written; a reload may change it.
package struct LogOptions: Hashable, Sendable {
    /// The shape of a line.
    package enum Format: String, CaseIterable, Sendable {
        /// `2026-11-22T10:00:00.000Z warning a lookup was slow elapsedMs=1700`, for people.
        case text
        /// `{"time":"…","level":"warning","message":"…","metadata":{"elapsedMs":"1700"}}`, for log collectors.
        case json
    }

    /// The shape of a line.
    package var format = Format.text
    /// The least urgent level that is written.
    package var level = Logger.Level.info

    /// Text, from `info` on.
    package init() {}
}
