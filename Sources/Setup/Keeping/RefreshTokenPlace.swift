package import CallModel
internal import Manifests

/// Where refresh tokens of connectors are kept.
package struct RefreshTokenPlace: Hashable, Sendable {
    /// A folder with a file for each connector; `nil` where nothing is kept.
    package var folder: String?
    /// The file of the key under which they are kept; `nil` where nothing is kept.
    package var keyFile: String?

    /// The refresh token's file; `nil` for a connector that needs none, and where there is no place.
    package func file(of crm: Configuration.CRM, time: any TimeSource) -> RefreshTokenFile? {
        guard crm.manifest.auth.refreshing != nil, let folder = self.folder, let keyFile = self.keyFile else { return nil }
        return RefreshTokenFile(of: crm.id, in: folder, keyPath: keyFile, time: time)
    }
}
