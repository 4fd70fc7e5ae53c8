package import CallModel

/// Where refresh tokens of connectors are kept.
package struct RefreshTokenPlace: Hashable, Sendable {
    /// A folder with a file for each connector; `nil` where nothing is kept.
    package var folder: String?
    /// The file of the key under which they are kept; `nil` where nothing is kept.
    package var keyFile: String?

    /// A connector's file in a folder of refresh tokens.
    package static func path(of connector: ConnectorID, in folder: String) -> String { "\(folder)/\(connector).sealed" }
}
