import CallModel
import YAMLReader

/// Reads single texts of a manifest (URLs, jq programs, headers, texts with settings in them) and reports what is wrong with each at
/// its place.
struct ManifestTextReader {
    /// The settings that the manifest declares: all that a text may name.
    let settings: [ManifestSetting]
    /// Compiles each jq program; `nil` leaves that to the connector.
    let compiler: (any JSONQueryCompiler)?
    /// What programs share.
    var functions = ManifestFunctions.none

    /// A text with `{settings.name}` in it, and `{token}` where that is allowed; reports unknown names.
    func settingText(_ node: YAMLNode?, allowsToken: Bool = false) -> SettingText? {
        guard let node, let text = node.string else { return nil }
        guard let parsed = SettingText(text, allowsToken: allowsToken) else {
            node.report("only {settings.name}\(allowsToken ? " and {token}" : "") may stand in braces here")
            return nil
        }
        for name in parsed.settingNames where !self.settings.contains(where: { $0.name == name }) {
            node.report(Self.unknown("settings.\(name)", among: self.settings.map { "settings.\($0.name)" }))
        }
        return parsed
    }

    /// A URL; reports its faults and variables that it may not name.
    ///
    /// - Parameter variables: Names allowed beside the settings, such as `number.e164`; none for a URL that knows of no caller.
    func url(_ node: YAMLNode?, variables: [String] = []) -> String? {
        guard let node, let text = node.string else { return nil }
        do throws(URLTemplate.Fault) {
            let template = try URLTemplate(text)
            if let name = template.originSetting { self.check(originSetting: name, at: node) }
            if template.origin == nil, template.originSetting == nil,
                !self.settings.contains(where: { $0.name == ManifestSetting.baseURL })
            {
                node.report("begins with /, so the manifest needs a setting \(ManifestSetting.baseURL)")
            }
            for name in template.variables { self.check(variable: name, at: node, others: variables) }
        } catch {
            node.report(error.message)
        }
        return text
    }

    /// A path that holds credentials: RFC 6570 over settings, secrets too, at least one; begins with `/`. Reports its faults.
    func credentialPath(_ node: YAMLNode?) -> String? {
        guard let node, let text = node.string else { return nil }
        guard text.hasPrefix("/"), !text.hasSuffix("/"), !text.contains(where: { "?#&".contains($0) }) else {
            node.report("must be a path such as /rest/{settings.code}: with / before it and none behind it, and without a query")
            return nil
        }
        do throws(URLTemplate.Fault) {
            let variables = try URLTemplate(text).variables
            let known = self.settings.map(\.name).filter { $0 != ManifestSetting.baseURL }.map { "settings.\($0)" }
            if variables.isEmpty { node.report("holds no {settings.name}, so that it would be no secret") }
            for name in variables where !known.contains(name) { node.report(Self.unknown(name, among: known)) }
        } catch {
            node.report(error.message)
        }
        return text
    }

    /// Reports a setting that a URL begins with and that is no address.
    private func check(originSetting name: String, at node: YAMLNode) {
        guard let setting = self.settings.first(where: { $0.name == name }), !setting.isSecret else {
            return self.check(variable: "settings.\(name)", at: node, others: [])
        }
        if name == ManifestSetting.baseURL {
            node.report("the setting baseURL is put before a URL that begins with /; remove it here")
        }
        if [setting.example, setting.defaultValue].contains(where: { $0.map { BaseURL($0) == nil } ?? false }) {
            node.report("begins with the setting \(name), whose default and example \(BaseURL.rule)")
        }
    }

    private func check(variable name: String, at node: YAMLNode, others: [String]) {
        if let setting = self.settings.first(where: { "settings.\($0.name)" == name }) {
            if setting.isSecret { node.report("\(name) is a secret, and URLs are logged by others; use auth or headers") }
            if setting.name == ManifestSetting.baseURL {
                node.report("\(name) is put before a URL that begins with /; remove it here")
            }
            return
        }
        guard !others.contains(name) else { return }
        let settings = self.settings.filter { !$0.isSecret }.map { "settings.\($0.name)" }
        node.report(Self.unknown(name, among: others + settings))
    }

    /// A jq program; reports one that does not compile.
    ///
    /// - Parameter name: The program's place in the manifest, such as `caller.firstName`.
    func program(_ node: YAMLNode?, name: String) -> String? {
        guard let node, let program = node.string else { return nil }
        let whole = self.functions.inFront(of: program)
        do throws(ConnectorBuildError) {
            _ = try self.compiler?.compile(optional: whole, name: name)
        } catch {
            let place = error.place.flatMap { self.functions.place($0, in: program) }
            // What is wrong with the functions has been told at theirs.
            if place == nil, error.place != nil { return whole }
            node.report("not a usable jq program: \(error.reason)", inText: place.map { (line: $0.line, column: $0.column) })
        }
        return whole
    }

    /// The functions that programs may use; reports what is wrong with them.
    func functions(_ node: YAMLNode?) -> ManifestFunctions {
        guard let node, let text = node.string else { return .none }
        let functions = ManifestFunctions(text)
        do throws(ConnectorBuildError) {
            _ = try self.compiler?.compile(optional: functions.alone, name: "functions")
        } catch {
            node.report(
                "no usable jq definitions: \(error.reason)", inText: error.place.map { (line: $0.line, column: $0.column) })
        }
        return functions
    }

    /// A header's name: a token of RFC 9110, 5.6.2.
    func headerName(_ node: YAMLNode?) -> String? {
        guard let node, let name = node.string else { return nil }
        guard HeaderRule.isName(name) else {
            node.report("is no name of a header: letters, digits and - _ only")
            return nil
        }
        return name
    }

    private static func unknown(_ name: String, among known: [String]) -> String {
        let hint = SpellingSuggestion.nearest(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
        return "\(name) is not known here\(hint)\(hint.isEmpty ? "; known: \(known.joined(separator: ", "))" : "")"
    }
}
