internal import CallModel

/// How a lookup's connectors stand once all were asked: answers that were there at once, and flights to wait for.
struct FanOut {
    /// In the order of the connectors; `nil` while there is none.
    var answers: [ConnectorAnswer?] = []
    /// When each connector was turned to.
    var starts: [MonotonicTime] = []
    /// Questions under way: for a missing answer, or for a newer one where the answer is past its fresh life.
    var flights: [(place: Int, flight: SharedQuery)] = []

    var isWaiting: Bool { self.answers.contains { $0 == nil } }
}
