package import CallModel
package import ConfigurationFile
internal import Manifests

extension RefreshTokenPlace {
    /// The refresh token's file; `nil` for a connector that needs none, and where there is no place.
    package func file(of crm: Configuration.CRM, time: any TimeSource) -> RefreshTokenFile? {
        guard crm.manifest.auth.refreshing != nil, let folder = self.folder, let keyFile = self.keyFile else { return nil }
        return RefreshTokenFile(of: crm.id, in: folder, keyPath: keyFile, time: time)
    }
}
