import YAMLReader

/// What may stand between the braces of a URL.
struct URLVariables {
    let settings: [ManifestSetting]
    /// `number.*` and `kept.*`; empty where a URL knows of no caller.
    let others: [String]

    /// For addresses where tokens are had.
    static func settings(_ settings: [ManifestSetting]) -> URLVariables { URLVariables(settings: settings, others: []) }

    /// For requests.
    ///
    /// - Parameter kept: Names that earlier requests keep.
    static func request(_ settings: [ManifestSetting], kept: [String]) -> URLVariables {
        let numbers = NumberNotation.allCases.map { "number.\($0.rawValue)" }
        return URLVariables(settings: settings, others: numbers + kept.map { "kept.\($0)" })
    }
}

extension ManifestReader {
    /// The URL of a request: checks its writing and its variables.
    func url(_ node: YAMLNode?, variables: URLVariables) -> String? {
        guard let node, let text = node.string else { return nil }
        do throws(URLTemplate.Fault) {
            let template = try URLTemplate(text)
            if template.origin == nil, !variables.settings.contains(where: { $0.name == ManifestSetting.baseURL }) {
                node.report("begins with /, so the manifest needs a setting \(ManifestSetting.baseURL)")
            }
            for name in template.variables { self.check(variable: name, at: node, among: variables) }
        } catch {
            node.report(error.message)
        }
        return text
    }

    private func check(variable name: String, at node: YAMLNode, among variables: URLVariables) {
        if let setting = variables.settings.first(where: { "settings.\($0.name)" == name }) {
            if setting.isSecret { node.report("\(name) is a secret, and URLs are logged by others; use auth or headers") }
            if setting.name == ManifestSetting.baseURL {
                node.report("\(name) is put before a URL that begins with /; remove it here")
            }
            return
        }
        guard !variables.others.contains(name) else { return }
        let settings = variables.settings.filter { !$0.isSecret }.map { "settings.\($0.name)" }
        node.report(Self.unknown(name, among: variables.others + settings))
    }
}
