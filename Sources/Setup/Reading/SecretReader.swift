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
        guard let secret = self.files.secret(at: self.files.resolve(path)) else {
            node.report("its file does not exist or can't be read (UTF-8 text of at most 64 KiB)")
            return nil
        }
        if secret.isReadableByAll {
            let message = "its file can be read by every user of this machine; run chmod 600 on it"
            if self.refusesReadable {
                node.report(message)
                return nil
            }
            warn(message)
        }
        guard !secret.text.isEmpty else {
            node.report("its file is empty")
            return nil
        }
        return .fetched(Sensitive(secret.text))
    }

    private func readVariable(_ name: String, _ node: YAMLNode) -> Value? {
        guard let value = self.environment(name), !value.isEmpty else {
            node.report("its environment variable is not set or empty")
            return nil
        }
        return .fetched(Sensitive(value))
    }
}
