internal import CallModel
internal import YAMLReader

/// Fetches secrets: `{file: token.txt}`, `{env: HUBSPOT_TOKEN}`, or a text as it stands.
struct SecretReader {
    let files: ConfigurationFiles
    /// The value of an environment variable; `nil` where it is not set.
    let environment: @Sendable (String) -> String?
    /// Whether a secret file that every user of the machine can read is an error, not a warning.
    let refusesReadable: Bool

    /// A value, and whether it stands in the configuration.
    enum Value {
        /// A text of the configuration.
        case literal(String)
        /// A secret from a file or an environment variable.
        case fetched(Sensitive<String>)
    }

    /// - Parameter warn: Hears of what is not as safe as it could be.
    /// - Returns: `nil` after having reported what is wrong.
    func read(_ node: YAMLNode, warn: (String) -> Void) -> Value? {
        guard node.isMapping else { return node.string.map(Value.literal) }
        guard let mapping = node.mapping(["file", "env"]) else { return nil }
        if let file = mapping["file"]?.string { return self.readFile(file, node, warn: warn) }
        if let name = mapping["env"]?.string { return self.readVariable(name, node) }
        node.report("must be a text, {file: PATH} or {env: NAME}")
        return nil
    }

    private func readFile(_ path: String, _ node: YAMLNode, warn: (String) -> Void) -> Value? {
        let path = self.files.resolve(path)
        do throws(FileFault) {
            let text = try self.files.secret(at: path)
            guard self.mayBeUsed(path, at: node, warn: warn) else { return nil }
            return .fetched(Sensitive(text))
        } catch {
            node.report("its file \(error.message)")
            return nil
        }
    }

    /// Whether a file of secrets may be used; one that every user of the machine can read is warned of, or refused.
    private func mayBeUsed(_ path: String, at node: YAMLNode, named name: String? = nil, warn: (String) -> Void) -> Bool {
        guard self.files.isReadableByAll(path) else { return true }
        let message = "\(name ?? "its file") can be read by every user of this machine; run chmod 600 on it"
        if self.refusesReadable { node.report(message) } else { warn(message) }
        return !self.refusesReadable
    }

    /// Warns of a key file that every user of the machine can read, or reports it, as of any other secret.
    ///
    /// - Parameter name: What the message calls the file; `nil` where it stands at `node`.
    func checkKeyFile(_ path: String, at node: YAMLNode, named name: String? = nil, in configuration: inout Configuration) {
        var warnings: [Configuration.Warning] = []
        _ = self.mayBeUsed(path, at: node, named: name) {
            warnings.append(Configuration.Warning(problem: node.problem($0), failsCheck: false))
        }
        configuration.warnings += warnings
    }

    private func readVariable(_ name: String, _ node: YAMLNode) -> Value? {
        guard let value = self.environment(name), !value.isEmpty else {
            node.report("its environment variable is not set or empty; set it where callcard is started, or use {file: PATH}")
            return nil
        }
        return .fetched(Sensitive(value))
    }
}
