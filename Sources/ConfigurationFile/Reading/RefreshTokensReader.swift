internal import Foundation
internal import YAMLReader

/// Reads `refreshTokens`; both of its keys have defaults beside the journal.
struct RefreshTokensReader {
    let files: ConfigurationFiles
    let secrets: SecretReader

    static let keys = ["folder", "keyFile"]
    private static let name = "refresh-tokens"

    func read(_ top: YAMLMapping, into configuration: inout Configuration) {
        let mapping = top["refreshTokens"]?.mapping(Self.keys)
        let folder = mapping?.string("folder").map(self.files.resolve)
        let beside = (configuration.journal ?? folder).map { ($0 as NSString).deletingLastPathComponent + "/" + Self.name }
        configuration.refreshTokens.folder = folder ?? configuration.journal.flatMap { _ in beside }
        configuration.refreshTokens.keyFile = mapping?.string("keyFile").map(self.files.resolve) ?? beside.map { $0 + ".key" }
        guard let path = configuration.refreshTokens.keyFile, self.files.exists(path),
            let node = mapping?["keyFile"] ?? top["refreshTokens"] ?? top["journal"]
        else { return }
        let name = mapping?["keyFile"] == nil ? (path as NSString).lastPathComponent : nil
        self.secrets.checkKeyFile(path, at: node, named: name, in: &configuration)
        guard KeyFile.key(at: path) == nil else { return }
        let advice = "restore it, or move it away and sign in to the CRMs anew"
        let message = "\((path as NSString).lastPathComponent) must hold 32 random bytes, as they are or in base64url; \(advice)"
        node.report(message)
    }
}
