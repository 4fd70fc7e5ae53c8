internal import CallModel
internal import Manifests
internal import YAMLReader

/// Finds manifests by id in folders, first come first served: an operator's own wins over the project's.
struct ManifestCatalogue {
    let folders: [String]
    /// Finds what is wrong in the jq programs of a manifest. Those of one that is good are left to its connector, which joins them
    /// before it compiles them: one by one they take some 40 ms each.
    let compiler: (any JSONQueryCompiler)?

    /// What was found under an id.
    enum Find {
        case found(ConnectorManifest)
        case broken([YAMLProblem])
        case missing
    }

    func manifest(_ id: ConnectorID) -> Find {
        guard let folder = self.folder(of: id) else { return .missing }
        let problems = YAMLProblems()
        if let manifest = ManifestFolders.read(folder: folder, problems: problems) { return .found(manifest) }
        self.programProblems(id).forEach(problems.add)
        return .broken(problems.all)
    }

    /// All that is wrong with a manifest, its jq programs at their lines; none where there is no compiler.
    func programProblems(_ id: ConnectorID) -> [YAMLProblem] {
        guard let compiler = self.compiler, let folder = self.folder(of: id) else { return [] }
        let problems = YAMLProblems()
        _ = ManifestFolders.read(folder: folder, problems: problems, compiler: compiler)
        return problems.all
    }

    private func folder(of id: ConnectorID) -> String? {
        self.folders.lazy.flatMap(ManifestFolders.connectors).first { $0.hasSuffix("/\(id)") }
    }
}
