internal import CallModel
internal import Connectors
internal import YAMLReader

/// Finds manifests by id in folders, first come first served: an operator's own wins over the project's.
struct ManifestShelf {
    let folders: [String]
    /// Checks jq programs at their lines, for `callcard check`; a start leaves that to the connectors, for it takes time.
    let compiler: (any JSONQueryCompiler)?

    /// What was found under an id.
    enum Find {
        case found(ConnectorManifest)
        case broken([YAMLProblem])
        case missing
    }

    func manifest(_ id: ConnectorID) -> Find {
        for folder in self.folders.flatMap(ManifestFolders.connectors) where folder.hasSuffix("/\(id)") {
            let problems = YAMLProblems()
            let manifest = ManifestFolders.read(folder: folder, problems: problems, compiler: self.compiler)
            return manifest.map(Find.found) ?? .broken(problems.all)
        }
        return .missing
    }
}
