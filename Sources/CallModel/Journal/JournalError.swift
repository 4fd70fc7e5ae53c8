/// Why the journal could not do something. No case carries anything that was to be written.
public enum JournalError: Error, Hashable, Sendable {
    /// It can't be written or read at the moment: a full disk, a lock held by somebody else, a failing device. Nothing was changed.
    case unavailable(Cause)
    /// What it holds can't be understood.
    case corrupt

    /// What stands in the way; bounded, for logs and metrics.
    public enum Cause: String, Hashable, Sendable, CaseIterable {
        /// Another process holds it.
        case busy
        /// The disk is full.
        case full
        /// The device or the file system refuses.
        case io
        /// It was opened for reading only, or became so.
        case readOnly
        case other
    }

    /// For logs and metrics.
    public var label: String {
        switch self {
        case .unavailable(let cause): cause.rawValue
        case .corrupt: "corrupt"
        }
    }
}
