import ArgumentParser

/// How much faster than life the day is played: 2 makes a minute of it half a minute.
struct Pace: Sendable, ExpressibleByArgument {
    /// What the command takes.
    static let range = 0.1...100.0

    private let factor: Double

    static let life = Pace(factor: 1)

    private init(factor: Double) {
        self.factor = factor
    }

    init?(argument: String) {
        guard let factor = Double(argument), Self.range.contains(factor) else { return nil }
        self.init(factor: factor)
    }

    var defaultValueDescription: String { self.factor == 1 ? "1" : "\(self.factor)" }

    /// How long something of the day takes here.
    func time(for duration: Duration) -> Duration { duration / self.factor }
}
