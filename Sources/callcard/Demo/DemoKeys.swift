import CallModel
import SignIn

/// Keys that are made for one demo and end with it.
struct DemoKeys: Sendable {
    /// The key of the person who started the demo.
    let you: GeneratedKey
    /// The key of the session service that is played.
    let simulator: GeneratedKey
    /// The key of the flow that is played.
    let flow: GeneratedKey
    /// The token of the sample CRM; it is not among the configuration's keys.
    let crm: GeneratedKey
    /// Agents, by UPN.
    let people: [String: GeneratedKey]

    /// - Parameter people: UPNs; the part before the `@` names the key.
    init(people: [String]) {
        var random = SystemRandomNumberGenerator()
        self.you = GeneratedKey(id: "you", random: &random)
        self.simulator = GeneratedKey(id: "simulator", random: &random)
        self.flow = GeneratedKey(id: "flow", random: &random)
        self.crm = GeneratedKey(id: "crm", random: &random)
        var keys: [String: GeneratedKey] = [:]
        for upn in people { keys[upn] = GeneratedKey(id: String(upn.prefix { $0 != "@" }), random: &random) }
        self.people = keys
    }

    /// The configuration's part `keys`.
    var yaml: String {
        let machines = [
            ("you", "operator", self.you), ("simulator", "sessionService", self.simulator), ("flow", "flow", self.flow),
        ]
        let lines =
            machines.map { id, role, key in Self.line("id: \(id), role: \(role)", key) }
            + self.people.sorted { $0.key < $1.key }.map { upn, key in
                Self.line("id: \(upn.prefix { $0 != "@" }), role: agent, user: \(upn)", key)
            }
        return "keys:\n" + lines.joined()
    }

    /// Clients with these keys.
    ///
    /// - Parameters:
    ///   - url: The server's address.
    ///   - isOver: Whether the demo is over, and nothing should be sent any more.
    func clients(of url: String, isOver: @escaping @Sendable () -> Bool) throws -> DemoClients {
        func client(_ key: GeneratedKey) throws -> RetryingClient {
            RetryingClient(client: try ServerClient(url: url, key: Sensitive(key.text)), isOver: isOver)
        }
        return DemoClients(
            switchboard: try client(self.simulator), flow: try client(self.flow), people: try self.people.mapValues(client))
    }

    private static func line(_ members: String, _ key: GeneratedKey) -> String {
        "  - {\(members), services: [\"*\"], sha256: \"\(key.digest)\"}\n"
    }
}
