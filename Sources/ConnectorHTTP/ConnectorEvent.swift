package import CallModel

/// An observation of a connector while it answered, for metrics and health. No case carries data of an answer.
package enum ConnectorEvent: Hashable, Sendable {
    /// A part of the answer is not what the manifest promises: `records`, `numbers`, `caller` or `caller.<field>`.
    case unusable(part: String)
    /// The answer is no JSON, or no strict JSON.
    case notJSON
    /// So many records belong to other numbers and were dropped.
    case mismatched(Int)
    /// A program of the manifest ran too long or took too much memory, and is not run any more: the connector is off until the
    /// configuration is loaded anew.
    case switchedOff(part: String)
    /// There were more records than are looked at.
    case cut
}

/// Handles a connector's events. Must return at once: it is called between an answer and the engine.
package typealias ConnectorEventHandler = @Sendable (_ connector: ConnectorID, _ event: ConnectorEvent) -> Void
