package import CallModel

/// The files that a new connector begins with: a manifest whose comments say what to change, and fixtures that it passes.
package struct ConnectorSkeleton: Sendable {
    /// The connector's id, which is its folder's name.
    package let id: ConnectorID

    package init(id: ConnectorID) {
        self.id = id
    }

    /// One file.
    package struct File: Hashable, Sendable {
        /// Inside the connector's folder.
        package let path: String
        package let text: String
    }

    /// All files; `fixtures/` is the only folder that they need.
    package var files: [File] {
        [
            File(path: "connector.yaml", text: self.manifest), File(path: "README.md", text: self.readme),
            File(path: "fixtures/found.yaml", text: Self.found), File(path: "fixtures/several.yaml", text: Self.several),
            File(path: "fixtures/nobody.yaml", text: Self.nobody), File(path: "fixtures/refused.yaml", text: Self.refused),
        ]
    }
}
