internal import CallModel
internal import SignIn
internal import YAMLReader

/// Reads `keys`: API keys, each with its role and the services that it reaches.
struct KeysReader {
    static let keys = ["id", "role", "services", "user", "sha256"]

    func read(_ nodes: [YAMLNode]) -> [AccessKey] {
        var seen: Set<String> = []
        return nodes.compactMap { node in
            guard let key = self.key(node) else { return nil }
            guard seen.insert(key.principal.id).inserted else {
                node.report("another key has this id already")
                return nil
            }
            return key
        }
    }

    private func key(_ node: YAMLNode) -> AccessKey? {
        guard let mapping = node.mapping(Self.keys) else { return nil }
        let id = mapping.required("id").flatMap { node -> String? in
            guard let text = node.string else { return nil }
            guard AccessKey.isValid(id: text) else {
                node.report("must be 1 to 64 of A-Z a-z 0-9 . _ ~ -")
                return nil
            }
            return text
        }
        let role = mapping.required("role")?.word(Role.self)
        let scope = mapping.required("services")?.serviceScope
        let user = mapping.string("user")?.lowercased()
        if role == .agent && user == nil { node.report("a key of role agent needs its user (a UPN)") }
        guard let digest = mapping.required("sha256"), let text = digest.string, let id, let role, let scope else { return nil }
        let principal = Principal(id: id, role: role, services: scope, user: user)
        guard let key = AccessKey(principal: principal, digest: text) else {
            digest.report(
                "must be the SHA-256 of the key's last 43 characters, as 64 hexadecimal digits; callcard key new prints it")
            return nil
        }
        return key
    }
}
