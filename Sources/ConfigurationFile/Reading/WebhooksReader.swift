internal import CallModel
internal import Flows
internal import YAMLReader

/// Reads `webhooks`: who may state facts of callers unasked, and the secrets that sign their deliveries.
struct WebhooksReader {
    let secrets: SecretReader

    static let keys = ["connector", "services", "secrets"]
    /// The maximum number of secrets of one webhook; two are enough while one replaces the other.
    private static let secretLimit = 8

    func read(_ nodes: [YAMLNode], into configuration: inout Configuration) {
        for node in nodes {
            guard let webhook = self.webhook(node, into: &configuration) else { continue }
            guard !configuration.webhooks.contains(where: { $0.connector == webhook.connector }) else {
                node.report("another webhook has the connector \(webhook.connector) already")
                continue
            }
            configuration.webhooks.append(webhook)
            // Under a connector's name it speaks to those services that may have that; a name of its own is theirs that it may speak to.
            guard !configuration.hasConnector(webhook.connector) else { continue }
            configuration.rights.limit(webhook.connector, to: webhook.scope)
        }
    }

    /// Reports services that don't exist, once all are read.
    func check(_ nodes: [YAMLNode], services: Set<String>) {
        for node in nodes where node.isMapping {
            let list = node.members?.first { $0.key == "services" }?.value
            // What is no list of texts was reported when it was read.
            for entry in list.flatMap({ $0.isList ? $0.list : nil }) ?? [] where !entry.isMapping && !entry.isList {
                guard let id = entry.string, id != "*", !services.contains(id) else { continue }
                let nearest = SpellingSuggestion.nearest(to: id, among: services.sorted())
                let advice = nearest.map { "did you mean \($0)?" } ?? "there are: \(services.sorted().joined(separator: ", "))"
                entry.report("there is no service of this id; \(services.isEmpty ? "there is none at all" : advice)")
            }
        }
    }

    private func webhook(_ node: YAMLNode, into configuration: inout Configuration) -> Webhook? {
        guard let mapping = node.mapping(Self.keys) else { return nil }
        let connector = mapping.required("connector")?.connectorID
        let scope = mapping.required("services")?.serviceScope
        let entries = mapping.list("secrets")
        if entries.count > Self.secretLimit { mapping["secrets"]?.report("must hold at most \(Self.secretLimit) secrets") }
        let secrets = entries.compactMap { self.secret($0, into: &configuration) }
        guard let connector, let scope else { return nil }
        return Webhook(connector: connector, scope: scope, secrets: secrets)
    }

    private func secret(_ node: YAMLNode, into configuration: inout Configuration) -> WebhookSecret? {
        let warnings = YAMLProblems()
        defer { configuration.warnings += warnings.all.map { .init(problem: $0, failsCheck: false) } }
        let text: String
        switch self.secrets.read(node, warn: { warnings.add(node.problem($0)) }) {
        case .literal(let literal)?:
            warnings.add(
                node.problem("is a secret that stands in the configuration; keep it in a file or an environment variable"))
            text = literal
        case .fetched(let secret)?:
            text = secret.revealed()
        case nil:
            return nil
        }
        guard let secret = WebhookSecret(text) else {
            node.report(
                "must be whsec_ and 24 to 64 bytes in Base64; make one with: echo \"whsec_$(head -c 32 /dev/urandom | base64)\"")
            return nil
        }
        return secret
    }
}
