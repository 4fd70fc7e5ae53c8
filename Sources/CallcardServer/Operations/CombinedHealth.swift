internal import CallModel

/// Several parts' health as one.
struct CombinedHealth: HealthCheck {
    private let parts: [any HealthCheck]

    init(_ parts: [any HealthCheck]) {
        self.parts = parts
    }

    var health: [Health] { self.parts.flatMap(\.health) }
}
