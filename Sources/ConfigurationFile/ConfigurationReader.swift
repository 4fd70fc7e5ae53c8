package import CallModel
internal import ContextTemplates
internal import Manifests
internal import SettingsFields
internal import SignIn
package import YAMLReader

/// A configuration that can't be used, with all that is wrong with it.
package struct ConfigurationFailure: Error, Sendable {
    /// The problems by file and line; not empty. Those that would only weaken a start are among them.
    package let problems: [YAMLProblem]

    /// - Parameter problems: Not empty.
    package init(problems: [YAMLProblem]) {
        self.problems = problems
    }
}

/// Reads a configuration whole and finds all its problems at once.
package struct ConfigurationReader {
    /// The surroundings that the configuration may refer to, outside of its own files.
    package struct Environment: Sendable {
        /// The value of an environment variable; `nil` where it is not set.
        package var variable: @Sendable (_ name: String) -> String?
        /// The folders of the project's own manifests, the one that counts first; empty where they aren't installed.
        package var ownManifests: [String]

        package init(variable: @escaping @Sendable (_ name: String) -> String?, ownManifests: [String]) {
            self.variable = variable
            self.ownManifests = ownManifests
        }
    }

    let environment: Environment
    let files: ConfigurationFiles
    /// The faults that were found so far, by file and line.
    package let problems = YAMLProblems()
    /// Finds what is wrong in jq programs of manifests; `nil` leaves them unread.
    let compiler: (any JSONQueryCompiler)?

    /// - Parameters:
    ///   - path: `callcard.yaml`; paths in it are relative to its folder.
    ///   - compiler: Compiles the jq programs of manifests with faults, so that all that is wrong is reported; that takes a second a
    ///     manifest. `nil` leaves it out.
    package init(path: String, environment: Environment, compiler: (any JSONQueryCompiler)? = nil) {
        self.environment = environment
        self.compiler = compiler
        self.files = ConfigurationFiles(path: path)
    }

    static let keys = [
        "listen", "log",
        "region", "keys", "tokens", "books", "connectors", "manifests", "services", "contexts", "cache", "lookups",
        "contextWaits", "rates", "bookInterval", "secrets", "journal", "sessions", "triggers", "refreshTokens", "webhooks", "map",
        "pages", "tls", "switches", "memory", "proxies",
    ]
    static let switchKeys = ["get"]

    /// Reads `callcard.yaml` and all files that it names.
    ///
    /// - Throws: All problems. What only weakens the service is among the configuration's warnings.
    package func read() throws(ConfigurationFailure) -> Configuration {
        let configuration = self.readAll()
        guard self.problems.isEmpty else {
            let all = YAMLProblems()
            self.problems.all.forEach(all.add)
            for warning in configuration.warnings where warning.failsCheck { all.add(warning.problem) }
            throw ConfigurationFailure(problems: all.all)
        }
        return configuration
    }

    /// Reads as ``read()``, and returns what could be read also where there are ``problems``.
    package func readAll() -> Configuration {
        var configuration = Configuration()
        if let text = self.files.text(of: self.files.path, problems: self.problems),
            let document = YAMLNode.document(text, file: self.files.name, problems: self.problems, hasDefaults: true),
            let top = document.mapping(Self.keys)
        {
            configuration.isRead = true
            for key in Self.keys { configuration.marks[key] = top[key]?.place }
            self.read(top, into: &configuration)
            ReviewReader(files: self.files).read(top, into: &configuration)
        }
        return configuration
    }

    /// The faults in jq programs of connectors that are not built for other faults; those that are get theirs while they are built.
    package func programProblems(_ configuration: Configuration) -> [YAMLProblem] {
        guard let compiler = self.compiler else { return [] }
        let built = configuration.connectors.compactMap { entry -> ConnectorID? in
            if case .crm(let crm) = entry { crm.manifest.id } else { nil }
        }
        return configuration.manifests.subtracting(built).flatMap {
            configuration.programProblems(of: $0, compiledBy: compiler)
        }
    }

    private func read(_ top: YAMLMapping, into configuration: inout Configuration) {
        if let listen = top["listen"] { configuration.listen = self.listen(listen) ?? configuration.listen }
        configuration.region = top["region"]?.region
        configuration.schemes = self.schemes(top["contexts"])
        MapReader(files: self.files).read(top, into: &configuration)
        LogReader().read(top, into: &configuration)
        self.readLimits(top, into: &configuration)
        let secrets = self.secrets(top["secrets"])
        JournalReader(files: self.files, secrets: secrets).read(top, into: &configuration)
        RefreshTokensReader(files: self.files, secrets: secrets).read(top, into: &configuration)
        configuration.keys = KeysReader().read(top.list("keys"))
        configuration.tokens = TokensReader(files: self.files).read(top.list("tokens"))
        configuration.proxies = top.list("proxies").compactMap(\.addressBlock)
        configuration.switches.namesByGET = top["switches"]?.mapping(Self.switchKeys)?.bool("get") ?? false
        configuration.manifestFolders = self.manifestFolders(top)
        let connectors = ConnectorsReader(reader: self, secrets: secrets)
        connectors.read(top, into: &configuration)
        let webhooks = WebhooksReader(secrets: connectors.secrets)
        webhooks.read(top.list("webhooks"), into: &configuration)
        if let folder = top["services"] {
            ServicesReader(reader: self).read(folder, into: &configuration)
        } else {
            configuration.review.services = []
        }
        configuration.tls = top["tls"].flatMap { self.tls($0, secrets, &configuration) }
        PagesReader(files: self.files, secrets: secrets).read(top, into: &configuration)
        if let services = configuration.review.services { webhooks.check(top.list("webhooks"), services: services) }
    }

    /// `127.0.0.1:8080`, `[::1]:8080` or `:8080` for all addresses.
    func listen(_ node: YAMLNode) -> Configuration.Listen? {
        guard let text = node.string else { return nil }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            node.report("must be HOST:PORT, such as 127.0.0.1:8080; port 0 takes a free one")
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("[") && host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return Configuration.Listen(host: host.isEmpty ? "0.0.0.0" : host, port: Int(port))
    }

    private func tls(
        _ node: YAMLNode, _ secrets: SecretReader, _ configuration: inout Configuration
    ) -> CertificateFiles? {
        guard let mapping = node.mapping(["certificate", "key"]) else { return nil }
        let paths = ["certificate", "key"].compactMap { name -> String? in
            guard let node = mapping.required(name), let path = node.string.map(self.files.resolve) else { return nil }
            if let trouble = self.files.trouble(reading: path) {
                node.report(self.files.exists(path) ? "its file \(trouble)" : "there is no such file; name a PEM file")
                return nil
            }
            if name == "key" { secrets.checkKeyFile(path, at: node, in: &configuration) }
            return path
        }
        return paths.count == 2 ? CertificateFiles(certificate: paths[0], key: paths[1]) : nil
    }

    private func schemes(_ node: YAMLNode?) -> URLSchemes {
        var schemes = URLSchemes()
        for entry in node?.mapping(["schemes"])?.list("schemes") ?? [] {
            guard let name = entry.string else { continue }
            do throws(URLSchemes.Refusal) {
                try schemes.allow(name)
            } catch {
                entry.report("this scheme can't be allowed: it is no scheme, or one that could run code in the agent's browser")
            }
        }
        return schemes
    }

    private func readLimits(_ top: YAMLMapping, into configuration: inout Configuration) {
        if let cache = top["cache"]?.mapping(["entries", "bytes"]) {
            configuration.limits.cacheEntries =
                cache["entries"]?.int(in: 0...10_000_000) ?? configuration.limits.cacheEntries
            configuration.limits.cacheBytes = cache["bytes"]?.int(in: 0...(1 << 40)) ?? configuration.limits.cacheBytes
        }
        configuration.memory = top["memory"]?.bytes(in: (1 << 20)...(1 << 40))
        if let lookups = top["lookups"]?.mapping(["waiting", "postponed", "slow"]) {
            configuration.slowLookup =
                lookups["slow"]?.duration(in: .milliseconds(1) ... .seconds(60)) ?? configuration.slowLookup
            configuration.limits.waitingLookups =
                lookups["waiting"]?.int(in: 1...1_000_000) ?? configuration.limits.waitingLookups
            configuration.limits.postponedLookups =
                lookups["postponed"]?.int(in: 0...1_000_000) ?? configuration.limits.postponedLookups
        }
        if let waits = top["contextWaits"]?.mapping(["all", "perKey"]) {
            let all = waits["all"]?.int(in: 1...1_000_000) ?? configuration.limits.waitingContexts
            configuration.limits.waitingContexts = all
            configuration.limits.waitingContextsPerKey =
                waits["perKey"]?.int(in: 1...1_000_000) ?? EnrichmentLimits.share(of: all)
        }
        if let rates = top["rates"]?.mapping(["perSecond", "burst"]) {
            configuration.rates.perSecond = rates["perSecond"]?.int(in: 1...1_000_000) ?? configuration.rates.perSecond
            configuration.rates.burst = rates["burst"]?.int(in: 1...1_000_000) ?? configuration.rates.burst
        }
        if let interval = top["bookInterval"]?.duration(in: .milliseconds(50) ... .seconds(3_600)) {
            configuration.bookInterval = interval
        }
    }

    private func manifestFolders(_ top: YAMLMapping) -> [String] {
        let named = top.list("manifests").compactMap { node -> String? in
            guard let path = node.string.map(self.files.resolve) else { return nil }
            guard self.files.isFolder(path) else {
                node.report("there is no such folder")
                return nil
            }
            return path
        }
        return named + self.environment.ownManifests
    }

    private func secrets(_ node: YAMLNode?) -> SecretReader {
        let isStrict = node?.mapping(["refuseReadable"])?.bool("refuseReadable") ?? false
        return SecretReader(files: self.files, environment: self.environment.variable, refusesReadable: isStrict)
    }
}

extension Configuration {
    /// The faults of a manifest, those in its jq programs among them, at their lines; empty where there is none.
    package func programProblems(of manifest: ConnectorID, compiledBy compiler: any JSONQueryCompiler) -> [YAMLProblem] {
        ManifestCatalogue(folders: self.manifestFolders, compiler: compiler).programProblems(manifest)
    }
}
