public import CallModel

extension SessionStore: HealthCheck {
    public var health: [Health] {
        let trouble = self.trouble.map { "the last changes were not taken (\($0.label)); they are refused with 503" }
        return [Health(name: "journal", trouble: trouble)]
    }
}
