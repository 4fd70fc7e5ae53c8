internal import CallModel

extension Duration {
    /// Milliseconds to the hundredth.
    var shownMilliseconds: Double { Double(self.nanoseconds / 10_000) / 100 }
}
