import YAMLReader

extension ManifestReader {
    /// The URL of a request: checks its writing and its variables.
    func url(_ node: YAMLNode?, settings: [ManifestSetting]) -> String? {
        guard let node, let text = node.string else { return nil }
        do throws(URLTemplate.Fault) {
            let template = try URLTemplate(text)
            if template.origin == nil, !settings.contains(where: { $0.name == ManifestSetting.baseURL }) {
                node.report("begins with /, so the manifest needs a setting \(ManifestSetting.baseURL)")
            }
            for name in template.variables { self.check(variable: name, at: node, settings: settings) }
        } catch {
            node.report(error.message)
        }
        return text
    }

    private func check(variable name: String, at node: YAMLNode, settings: [ManifestSetting]) {
        if let setting = settings.first(where: { "settings.\($0.name)" == name }) {
            if setting.isSecret { node.report("\(name) is a secret, and URLs are logged by others; use auth or headers") }
            if setting.name == ManifestSetting.baseURL {
                node.report("\(name) is put before a URL that begins with /; remove it here")
            }
            return
        }
        let known = NumberNotation.allCases.map { "number.\($0.rawValue)" }
        guard !known.contains(name) else { return }
        node.report(Self.unknown(name, among: known + settings.filter { !$0.isSecret }.map { "settings.\($0.name)" }))
    }
}
