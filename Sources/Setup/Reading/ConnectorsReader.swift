internal import CallModel
internal import Enrichment
internal import Manifests
internal import YAMLReader

/// Reads `books` and `connectors`: two lists, one order, one space of ids.
struct ConnectorsReader {
    let reader: ConfigurationReader
    let secrets: SecretReader

    func read(_ top: YAMLMapping, into configuration: inout Configuration) {
        var seen: Set<ConnectorID> = []
        for node in top.list("books") {
            guard let entry = BookReader(reader: self.reader).read(node, region: configuration.region) else { continue }
            self.add(entry, at: node, seen: &seen, to: &configuration)
        }
        for node in top.list("connectors") {
            guard let entry = self.connector(node, &configuration) else { continue }
            self.add(entry, at: node, seen: &seen, to: &configuration)
        }
    }

    private func add(
        _ entry: Configuration.ConnectorEntry, at node: YAMLNode, seen: inout Set<ConnectorID>,
        to configuration: inout Configuration
    ) {
        guard seen.insert(entry.id).inserted else {
            return node.report("another book or connector has the id \(entry.id) already")
        }
        configuration.connectors.append(entry)
        configuration.places[entry.id] = node.problem("")
    }

    static let keys =
        [
            "id", "manifest", "settings", "total", "inFlight", "waiting", "hitFor", "staleFor", "missFor", "openFor", "region",
        ] + DestinationReader.keys

    private func connector(_ node: YAMLNode, _ configuration: inout Configuration) -> Configuration.ConnectorEntry? {
        guard let mapping = node.mapping(Self.keys), let id = mapping.required("id").flatMap(ConnectorID.init(reading:)) else {
            return nil
        }
        let policy = self.policy(mapping)
        let destinations = DestinationReader(files: self.reader.files).read(mapping)
        var values: [String: SettingValue] = [:]
        for (name, value) in mapping["settings"]?.members ?? [] {
            values[name] = self.value(value, &configuration)
        }
        let manifestID = mapping["manifest"].flatMap(ConnectorID.init(reading:)) ?? id
        let region = mapping["region"].flatMap(self.reader.region) ?? configuration.region
        configuration.manifests.insert(manifestID)
        let shelf = ManifestCatalogue(folders: configuration.manifestFolders, compiler: self.reader.compiler)
        switch shelf.manifest(manifestID) {
        case .missing:
            (mapping["manifest"] ?? node).report(
                "there is no folder \(manifestID) with a connector.yaml; looked in manifests and among callcard's own")
            return nil
        case .broken(let problems):
            configuration.warnings += problems.map { .init(problem: $0, failsCheck: true) }
            return .broken(id)
        case .found(let manifest):
            do throws(SettingProblems) {
                let settings = try ConnectorSettings(
                    for: manifest, values: values, destinations: destinations, total: mapping["total"].flatMap(self.total),
                    region: region)
                self.warn(settings.warnings, at: node, &configuration)
                var policy = policy
                policy.total = settings.total
                return .crm(.init(id: id, manifest: manifest, settings: settings, policy: policy))
            } catch {
                let place = mapping["settings"] ?? node
                for problem in error.all { place.report((problem.setting.map { "\($0) " } ?? "") + problem.message) }
                return nil
            }
        }
    }

    private func value(_ node: YAMLNode, _ configuration: inout Configuration) -> SettingValue? {
        let warnings = YAMLProblems()
        let value = self.secrets.read(node) { YAMLNode.note(node, in: warnings, $0) }
        configuration.warnings += warnings.all.map { .init(problem: $0, failsCheck: false) }
        return switch value {
        case .literal(let text)?: .literal(text)
        case .fetched(let secret)?: .secret(secret)
        case nil: nil
        }
    }

    private func warn(_ problems: [SettingProblem], at node: YAMLNode, _ configuration: inout Configuration) {
        let warnings = YAMLProblems()
        for problem in problems {
            YAMLNode.note(node, in: warnings, (problem.setting.map { "\($0) " } ?? "") + problem.message)
        }
        configuration.warnings += warnings.all.map { .init(problem: $0, failsCheck: false) }
    }

    private func total(_ node: YAMLNode) -> Duration? {
        node.duration(in: .milliseconds(100) ... .seconds(10))
    }

    private func policy(_ mapping: YAMLMapping) -> ConnectorPolicy {
        var policy = ConnectorPolicy()
        let lifetimes = Duration.zero ... .seconds(900)
        policy.inFlight = mapping["inFlight"]?.int(in: 1...256) ?? policy.inFlight
        policy.waiting = mapping["waiting"]?.int(in: 0...100_000) ?? policy.waiting
        policy.hitLifetime = mapping["hitFor"]?.duration(in: lifetimes) ?? policy.hitLifetime
        // Together they may reach the longest time that anything about a caller is kept.
        let longestStale = lifetimes.upperBound - policy.hitLifetime
        policy.staleLifetime = mapping["staleFor"]?.duration(in: .zero...longestStale) ?? min(policy.staleLifetime, longestStale)
        policy.firstPause = mapping["openFor"]?.duration(in: .milliseconds(100) ... .seconds(300)) ?? policy.firstPause
        policy.missLifetime = mapping["missFor"]?.duration(in: lifetimes) ?? policy.missLifetime
        return policy
    }
}

extension ConnectorID {
    /// Reads an id; what is none is reported.
    init?(reading node: YAMLNode) {
        guard let text = node.string else { return nil }
        guard let id = ConnectorID(text) else {
            node.report("must be 1 to 64 of a-z 0-9 - _, beginning with a letter or digit")
            return nil
        }
        self = id
    }
}
