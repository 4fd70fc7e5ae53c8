internal import YAMLReader

/// The address of the server that a configuration starts, as commands on the same machine reach it.
package struct ServerAddress: Hashable, Sendable {
    /// `http://127.0.0.1:8080`; https where the server has a certificate.
    package let url: String

    init(_ listen: Configuration.Listen, isSecure: Bool) {
        let host =
            switch listen.host {
            case "0.0.0.0": "127.0.0.1"
            case "::": "::1"
            default: listen.host
            }
        self.url = "\(isSecure ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(listen.port)"
    }
}

extension ConfigurationReader {
    /// Reads nothing but where the server is: whoever asks it may do so because the rest can't be used any more.
    ///
    /// - Returns: `nil` where the file can't be read as YAML, or `listen` is no address, or one whose port only the server knows.
    package func serverAddress() -> ServerAddress? {
        let unheard = YAMLProblems()
        guard let text = self.files.text(of: self.files.path, problems: unheard),
            let document = YAMLNode.document(text, file: self.files.name, problems: unheard, hasDefaults: true),
            let top = document.mapping(Self.keys)
        else { return nil }
        let isSecure = top["tls"] != nil
        guard let node = top["listen"] else { return ServerAddress(Configuration.Listen(), isSecure: isSecure) }
        guard let listen = self.listen(node), listen.port > 0 else { return nil }
        return ServerAddress(listen, isSecure: isSecure)
    }
}
