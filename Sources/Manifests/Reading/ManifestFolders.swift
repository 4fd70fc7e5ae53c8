package import CallModel
import FoundationEssentials
package import YAMLReader

/// Finds manifests: `<path>/<id>/connector.yaml`.
package enum ManifestFolders {
    /// The folders of connectors in `path`, by name.
    ///
    /// - Returns: Paths; empty where `path` is no folder or holds no connector.
    package static func connectors(in path: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.sorted().map { path + "/" + $0 }.filter { FileManager.default.fileExists(atPath: $0 + "/connector.yaml") }
    }

    /// Reads all manifests of some folders.
    ///
    /// - Parameters:
    ///   - paths: Where they are looked for; of two manifests with one id the one in the earlier path counts, so that an
    ///     operator's own may stand in for one of ours.
    ///   - problems: Gets what is wrong with the others, which are left out.
    ///   - compiler: Checks jq programs at their place; `nil` leaves that to the connector.
    package static func read(
        _ paths: [String], problems: YAMLProblems, compiler: (any JSONQueryCompiler)? = nil
    ) -> [ConnectorID: ConnectorManifest] {
        var manifests: [ConnectorID: ConnectorManifest] = [:]
        var seen: Set<String> = []
        for folder in paths.flatMap(Self.connectors) where seen.insert(Self.name(of: folder)).inserted {
            if let manifest = Self.read(folder: folder, problems: problems, compiler: compiler) {
                manifests[manifest.id] = manifest
            }
        }
        return manifests
    }

    /// Reads the manifest of one connector's folder.
    package static func read(
        folder: String, problems: YAMLProblems, compiler: (any JSONQueryCompiler)? = nil
    ) -> ConnectorManifest? {
        let file = folder + "/connector.yaml"
        guard let text = Self.text(of: file) else {
            problems.add(YAMLProblem(file: file, message: "can't be read, is no UTF-8, or is larger than 256 KiB"))
            return nil
        }
        return ManifestReader(problems: problems, compiler: compiler).read(text, file: file, folder: Self.name(of: folder))
    }

    /// A file's text; `nil` where there is none, or more than 256 KiB of it, or where it is no UTF-8.
    package static func text(of file: String) -> String? {
        guard let data = FileManager.default.contents(atPath: file), data.count <= 256 << 10 else { return nil }
        return String(validating: data, as: UTF8.self)
    }

    /// The last step of a path.
    static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
