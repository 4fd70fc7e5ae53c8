/// Which services each user has switched on. Nobody is active who never said so.
struct ActiveServices: Hashable {
    private var byUser: [String: Set<String>] = [:]
    private var byService: [String: Set<String>] = [:]

    /// - Parameter byUser: Services by UPN in lower case.
    init(_ byUser: [String: Set<String>] = [:]) {
        for (user, services) in byUser { self.set(services, of: user) }
    }

    func services(of user: String) -> Set<String> { self.byUser[user] ?? [] }

    func users(of service: String) -> Set<String> { self.byService[service] ?? [] }

    mutating func set(_ services: Set<String>, of user: String) {
        for service in self.services(of: user) { self.byService[service]?.remove(user) }
        for service in services { self.byService[service, default: []].insert(user) }
        self.byUser[user] = services.isEmpty ? nil : services
    }
}
