public import CallModel

/// The files that a new connector begins with: a manifest whose comments say what to change, and fixtures that it passes.
public struct ConnectorSkeleton: Sendable {
    /// The connector's id, which is its folder's name.
    public let id: ConnectorID

    public init(id: ConnectorID) {
        self.id = id
    }

    /// One file.
    public struct File: Hashable, Sendable {
        /// Inside the connector's folder.
        public let path: String
        public let text: String
    }

    /// All files; `fixtures/` is the only folder that they need.
    public var files: [File] {
        [
            File(path: "connector.yaml", text: self.manifest), File(path: "README.md", text: self.readme),
            File(path: "fixtures/found.yaml", text: Self.found), File(path: "fixtures/several.yaml", text: Self.several),
            File(path: "fixtures/nobody.yaml", text: Self.nobody), File(path: "fixtures/refused.yaml", text: Self.refused),
        ]
    }
}
