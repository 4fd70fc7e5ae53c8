package import CallModel
package import YAMLReader

/// Reads manifests and tells of all that is wrong with them, each at its line and with what to do about it.
package struct ManifestReader {
    /// Where problems go.
    package let problems: YAMLProblems
    /// Checks each jq program at its place; `nil` leaves that to the connector, which compiles them anyway. Compiling takes
    /// some 40 ms a program.
    let compiler: (any JSONQueryCompiler)?

    package init(problems: YAMLProblems, compiler: (any JSONQueryCompiler)? = nil) {
        self.problems = problems
        self.compiler = compiler
    }

    /// The keys of a manifest.
    package static let keys = [
        "id", "name", "description", "kind", "settings", "auth", "requests", "refused", "records", "caller", "numbers", "limits",
    ]

    /// Reads one manifest.
    ///
    /// - Parameters:
    ///   - text: The content of `connector.yaml`.
    ///   - file: What problems call it.
    ///   - folder: The name of the folder it lies in, which its `id` must equal; `nil` does not look.
    /// - Returns: `nil` where there is any problem; ``problems`` has them all.
    package func read(_ text: String, file: String, folder: String? = nil) -> ConnectorManifest? {
        let own = YAMLProblems()
        defer { own.all.forEach(self.problems.add) }
        guard let node = YAMLNode.document(text, file: file, problems: own), let top = node.mapping(Self.keys) else { return nil }
        let id = self.id(top, folder: folder)
        let name = top.required("name")?.string
        let summary = top.required("description")?.string
        let kind = self.kind(top)
        let settings = self.settings(top)
        let auth = self.auth(top, settings: settings)
        let limits = self.limits(top, of: kind)
        guard kind == .crm else {
            self.checkFlow(top, settings: settings, auth: auth)
            guard own.isEmpty, let id, let name, let summary, let auth else { return nil }
            return ConnectorManifest(
                id: id, name: name, summary: summary, kind: .flow, settings: settings, auth: auth, requests: [], mapping: nil,
                limits: limits)
        }
        let requests = self.requests(top, settings: settings)
        if let auth { self.check(auth, fits: top) }
        let refused = self.program(top["refused"], name: "refused")
        let mapping = self.mapping(top)
        guard own.isEmpty, let id, let name, let summary, let auth, let mapping else { return nil }
        return ConnectorManifest(
            id: id, name: name, summary: summary, settings: settings, auth: auth, requests: requests, refused: refused,
            mapping: mapping, limits: limits)
    }

    private func id(_ top: YAMLMapping, folder: String?) -> ConnectorID? {
        guard let node = top.required("id"), let text = node.string else { return nil }
        guard let id = ConnectorID(text) else {
            node.report("must be 1 to 64 of a-z 0-9 - _, beginning with a letter or digit")
            return nil
        }
        if let folder, folder != text {
            node.report("must be the name of its folder: write id: \(folder), or rename the folder")
        }
        return id
    }

    private func kind(_ top: YAMLMapping) -> ConnectorManifest.Kind {
        top.required("kind")?.word(ConnectorManifest.Kind.self) ?? .crm
    }

    private func limits(_ top: YAMLMapping, of kind: ConnectorManifest.Kind) -> ConnectorManifest.Limits {
        var limits = ConnectorManifest.Limits()
        // A flow is slow, and may come back to us instead of answering.
        if kind == .flow { limits.total = .seconds(10) }
        guard let mapping = top["limits"]?.mapping(["total", "records"]) else { return limits }
        if let total = mapping["total"]?.duration(in: .milliseconds(100) ... .seconds(10)) { limits.total = total }
        if let records = mapping["records"]?.int(in: 1...ConnectorManifest.Limits.mostRecords) { limits.records = records }
        return limits
    }

    /// Reports a jq program that does not compile.
    func check(_ program: String, name: String, at node: YAMLNode) {
        do throws(ConnectorBuildError) {
            _ = try self.compiler?.compile(optional: program, name: name)
        } catch {
            node.report("not a usable jq program: \(error.reason)")
        }
    }
}
