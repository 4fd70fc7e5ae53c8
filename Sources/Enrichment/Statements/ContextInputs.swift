internal import CallModel

/// All that a session's context is made of.
struct ContextInputs: Sendable {
    /// Its latest lookup; `nil` before the first, and after the caller was forgotten.
    var asked: LookupState?
    /// What flows and webhooks have said, by connector.
    var said: [StatedFacts] = []
    /// Under whose name task updates count, once there was one.
    var flow: ConnectorID?
    /// Grows with each change: what is made of newer inputs replaces what was made of older ones.
    var version: UInt64 = 0

    /// Bytes that keeping what was said costs, roughly.
    var footprint: Int { self.said.reduce(0) { $0 + $1.footprint } }
}
