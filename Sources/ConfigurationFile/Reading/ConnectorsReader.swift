internal import CallModel
internal import Manifests
internal import YAMLReader

/// Reads `books` and `connectors`: two lists, one order, one space of ids.
struct ConnectorsReader {
    let reader: ConfigurationReader
    let secrets: SecretReader

    func read(_ top: YAMLMapping, into configuration: inout Configuration) {
        var seen: Set<ConnectorID> = []
        configuration.listsConnectors = ["books", "connectors"].allSatisfy { top[$0]?.isList ?? true }
        for node in top.list("books") {
            guard let entry = BookReader(files: self.reader.files).read(node, region: configuration.region) else {
                self.refuse(node, in: &configuration)
                continue
            }
            self.add(entry, at: node, seen: &seen, to: &configuration)
        }
        for node in top.list("connectors") {
            guard let entry = self.connector(node, &configuration) else {
                self.refuse(node, in: &configuration)
                continue
            }
            self.add(entry, at: node, seen: &seen, to: &configuration)
        }
    }

    /// Notes the id of an entry with faults, so that services that name it are not blamed, too.
    private func refuse(_ node: YAMLNode, in configuration: inout Configuration) {
        guard let id = node.member("id")?.text.flatMap(ConnectorID.init) else { return }
        configuration.refusedConnectors.insert(id)
    }

    private func add(
        _ entry: Configuration.ConnectorEntry, at node: YAMLNode, seen: inout Set<ConnectorID>,
        to configuration: inout Configuration
    ) {
        guard seen.insert(entry.id).inserted else {
            return node.report("another book or connector has the id \(entry.id) already")
        }
        configuration.connectors.append(entry)
        if let services = node.member("services")?.serviceScope { configuration.rights.limit(entry.id, to: services) }
        configuration.places[entry.id] = node.problem("")
    }

    static let keys =
        [
            "id", "manifest", "settings", "total", "inFlight", "waiting", "hitFor", "staleFor", "missFor", "openFor", "region",
            "perSecond", "writings", "services",
        ] + DestinationReader.keys

    private func connector(_ node: YAMLNode, _ configuration: inout Configuration) -> Configuration.ConnectorEntry? {
        guard let mapping = node.mapping(Self.keys), let id = mapping.required("id")?.connectorID else {
            return nil
        }
        let policy = self.policy(mapping)
        let destinations = DestinationReader(files: self.reader.files).read(mapping)
        var values: [String: SettingValue] = [:]
        var refused: Set<String> = []
        for (name, node) in mapping["settings"]?.members ?? [] {
            if let value = self.value(node, &configuration) { values[name] = value } else { refused.insert(name) }
        }
        let manifestID = mapping["manifest"]?.connectorID ?? id
        let region = mapping["region"]?.region
        let writings = mapping["writings"]?.numberWritings ?? []
        let rate = mapping["perSecond"]?.requestRate
        configuration.manifests.insert(manifestID)
        let catalogue = ManifestCatalogue(folders: configuration.manifestFolders, compiler: self.reader.compiler)
        switch catalogue.manifest(manifestID) {
        case .missing:
            let own = self.reader.environment.ownManifests
            let installed = own.isEmpty ? ", which are not installed here; CALLCARD_SHARE can name their place" : ""
            let nearest = SpellingSuggestion.nearest(to: manifestID.value, among: catalogue.ids)
            (mapping["manifest"] ?? mapping["id"] ?? node).report(
                "there is no folder \(manifestID) with a connector.yaml; looked in manifests and among callcard's own\(installed)"
                    + (nearest.map { "; did you mean \($0)?" } ?? "")
            )
            return nil
        case .broken(let problems):
            configuration.warnings += problems.map { .init(problem: $0, failsCheck: true) }
            return .broken(id)
        case .found(let manifest):
            do throws(SettingProblems) {
                let settings = try ConnectorSettings(
                    for: manifest, values: values, destinations: destinations, total: mapping["total"].flatMap(self.total),
                    region: region, writings: writings, rate: rate)
                if manifest.kind == .flow {
                    for key in ["perSecond", "writings"] { mapping[key]?.report("has no effect on a flow; remove the key") }
                }
                self.addWarnings(settings.warnings, at: node, &configuration)
                var policy = policy
                policy.total = settings.total
                let crm = Configuration.CRM(id: id, manifest: manifest, settings: settings, policy: policy)
                self.checkRefreshToken(of: crm, at: node, &configuration)
                return .crm(crm)
            } catch {
                let place = mapping["settings"] ?? node
                // What could not be read was reported; that it is missing now is no second fault.
                for problem in error.all where !refused.contains(problem.setting ?? "") {
                    place.report((problem.setting.map { "\($0) " } ?? "") + problem.message)
                }
                return nil
            }
        }
    }

    /// Reports a refresh token that has no place, and warns of one that nobody has got yet.
    private func checkRefreshToken(of crm: Configuration.CRM, at node: YAMLNode, _ configuration: inout Configuration) {
        guard crm.manifest.auth.refreshing != nil else { return }
        guard let folder = configuration.refreshTokens.folder, configuration.refreshTokens.keyFile != nil else {
            return node.report("keeps a refresh token, which has no place: name a journal, or refreshTokens: {folder: PATH}")
        }
        guard !self.reader.files.exists(RefreshTokenPlace.path(of: crm.id, in: folder)) else { return }
        self.addWarnings(
            [.init(setting: nil, message: "nobody has signed in yet; run callcard connector sign-in \(crm.id)")], at: node,
            &configuration)
    }

    private func value(_ node: YAMLNode, _ configuration: inout Configuration) -> SettingValue? {
        let warnings = YAMLProblems()
        let value = self.secrets.read(node) { warnings.add(node.problem($0)) }
        configuration.warnings += warnings.all.map { .init(problem: $0, failsCheck: false) }
        return switch value {
        case .literal(let text)?: .literal(text)
        case .fetched(let secret)?: .secret(secret)
        case nil: nil
        }
    }

    private func addWarnings(_ problems: [SettingProblem], at node: YAMLNode, _ configuration: inout Configuration) {
        let warnings = YAMLProblems()
        for problem in problems {
            warnings.add(node.problem((problem.setting.map { "\($0) " } ?? "") + problem.message))
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

/// Reads one entry of `books`: an address book in a file, or one that flows fill.
struct BookReader {
    let files: ConfigurationFiles

    static let keys = ["id", "file", "api", "format", "delimiter", "encoding", "columns", "region", "allowEmpty", "services"]

    func read(_ node: YAMLNode, region: Region?) -> Configuration.ConnectorEntry? {
        guard let mapping = node.mapping(Self.keys), let id = mapping.required("id")?.connectorID else {
            return nil
        }
        let isByAPI = mapping.bool("api") ?? false
        let region = mapping["region"]?.region ?? region
        if isByAPI { return self.apiBook(id, mapping, region) }
        guard let file = mapping["file"]?.string else {
            node.report(
                "the key file is missing: name a CSV, vCard, LDIF, FRITZ!Box or JSON file, or write api: true for a book that flows fill"
            )
            return nil
        }
        var options = AddressBookOptions(id: id, path: self.files.resolve(file))
        options.format = mapping["format"]?.word(BookFormat.self)
        options.delimiter = mapping["delimiter"].flatMap(self.delimiter)
        options.encoding = mapping["encoding"].flatMap(self.encoding)
        options.region = region
        options.allowEmpty = mapping.bool("allowEmpty") ?? false
        for (heading, meaning) in mapping["columns"]?.members ?? [] {
            guard let text = meaning.string else { continue }
            guard let column = BookColumn(text) else {
                meaning.report("must be a caller field, telNumbers.NAME, customFields.NAME, block, or ignore")
                continue
            }
            options.columns[heading] = column
        }
        return .book(options)
    }

    /// An address book that flows fill. Callcard writes its file, so nothing else can be configured about it.
    private func apiBook(_ id: ConnectorID, _ mapping: YAMLMapping, _ region: Region?) -> Configuration.ConnectorEntry {
        for key in ["format", "delimiter", "encoding", "columns", "allowEmpty"] {
            mapping[key]?.report(
                "has no effect with api: true: callcard writes such a book's file itself, as JSON; remove the key")
        }
        let path = mapping["file"]?.string.map(self.files.resolve)
        return .apiBook(APIAddressBookOptions(id: id, path: path, region: region))
    }

    private func delimiter(_ node: YAMLNode) -> AddressBookOptions.Delimiter? {
        guard let text = node.string else { return nil }
        if let delimiter = text == "tab" ? .tab : AddressBookOptions.Delimiter(rawValue: text) { return delimiter }
        node.report("must be \",\", \";\", \"|\" or tab")
        return nil
    }

    private func encoding(_ node: YAMLNode) -> BookEncoding? {
        guard let text = node.string else { return nil }
        if let encoding = BookEncoding(name: text) { return encoding }
        node.report("must be one of \(BookEncoding.allCases.map(\.rawValue).joined(separator: ", "))")
        return nil
    }
}

/// Finds manifests by id in folders, first come first served: an operator's own wins over the project's.
struct ManifestCatalogue {
    let folders: [String]
    /// Finds what is wrong in the jq programs of a manifest. Those of one that is good are left to its connector, which joins them
    /// before it compiles them: one by one they take some 40 ms each.
    let compiler: (any JSONQueryCompiler)?

    /// The content of the manifests' folders under an id.
    enum Entry {
        case found(ConnectorManifest)
        /// There is a manifest, and all that is wrong with it.
        case broken([YAMLProblem])
        /// No folder has the id.
        case missing
    }

    func manifest(_ id: ConnectorID) -> Entry {
        guard let folder = self.folder(of: id) else { return .missing }
        let problems = YAMLProblems()
        if let manifest = ManifestFolders.read(folder: folder, problems: problems) { return .found(manifest) }
        self.programProblems(id).forEach(problems.add)
        return .broken(problems.all)
    }

    /// The faults of a manifest, its jq programs at their lines; empty where there is no compiler.
    func programProblems(_ id: ConnectorID) -> [YAMLProblem] {
        guard let compiler = self.compiler, let folder = self.folder(of: id) else { return [] }
        let problems = YAMLProblems()
        _ = ManifestFolders.read(folder: folder, problems: problems, compiler: compiler)
        return problems.all
    }

    /// The ids of all manifests, each once.
    var ids: [String] {
        let folders = self.folders.flatMap(ManifestFolders.connectors)
        return Set(folders.compactMap { $0.split(separator: "/").last.map(String.init) }).sorted()
    }

    private func folder(of id: ConnectorID) -> String? {
        self.folders.lazy.flatMap(ManifestFolders.connectors).first { $0.hasSuffix("/\(id)") }
    }
}
