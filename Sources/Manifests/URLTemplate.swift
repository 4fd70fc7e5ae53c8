import CallModel
import ContextTemplates
import OutboundHTTP

/// The URL of a request: an address that nothing of a caller can change, then an RFC 6570 template.
package struct URLTemplate: Sendable {
    /// Literal scheme and host; `nil` where a setting comes before the path.
    let origin: BaseURL?
    /// The setting whose address comes before the path, where the template begins with `{settings.<name>}/`; `nil` where it begins
    /// with `/`, for ``ManifestSetting/baseURL``.
    let originSetting: String?
    private let path: URITemplate

    /// Why a text is no such URL.
    struct Fault: Error {
        /// The fault and the advice on it.
        let message: String
    }

    /// Reads the URL of a manifest.
    init(_ text: String) throws(Fault) {
        guard !["{+", "{#"].contains(where: text.contains) else {
            throw Fault(message: "{+…} and {#…} let a value leave its place; write {name}")
        }
        var rest = Substring(text)
        if rest.hasPrefix("/") {
            (self.origin, self.originSetting) = (nil, nil)
        } else if let name = Self.leadingSetting(of: text) {
            (self.origin, self.originSetting) = (nil, name)
            rest = rest.dropFirst("{settings.\(name)}".utf8.count)
        } else {
            let slashes = text.indices.filter { text[$0] == "/" }
            let end = slashes.count > 2 ? slashes[2] : text.endIndex
            guard let origin = BaseURL(String(text[..<end])), !origin.isPlain else {
                throw Fault(
                    message:
                        "must begin with / (then the setting baseURL comes before it), with https:// and a literal host, or with "
                        + "{settings.NAME}/, a setting that holds an address")
            }
            (self.origin, self.originSetting) = (origin, nil)
            rest = text[end...]
        }
        guard !rest.hasPrefix("//"), !rest.contains("#") else {
            throw Fault(message: "the path begins with one / and has no #")
        }
        do throws(TemplateError) {
            self.path = try URITemplate(String(rest))
        } catch {
            let place = text.unicodeScalars.count - rest.unicodeScalars.count + error.at
            throw Fault(message: "not a URI template (RFC 6570) at character \(place + 1): \(error.code)")
        }
    }

    /// The setting that a URL begins with, before the first slash.
    private static func leadingSetting(of text: String) -> String? {
        guard text.hasPrefix("{settings."), let end = text.firstIndex(of: "}"), text[text.index(after: end)...].hasPrefix("/")
        else {
            return nil
        }
        let name = text[..<end].dropFirst("{settings.".count)
        return SettingName.isValid(name) ? String(name) : nil
    }

    /// Reads the URL of a manifest for one installation.
    ///
    /// - Parameter part: The URL's place in the manifest, for the error.
    /// - Throws: Also where `baseURL` would come before it and has no value.
    package init(_ text: String, settings: ConnectorSettings, part: String) throws(ConnectorBuildError) {
        do throws(Fault) {
            try self.init(text)
        } catch {
            throw ConnectorBuildError(part: part, reason: error.message)
        }
        if let name = self.originSetting {
            guard let address = settings.plain[name].flatMap(BaseURL.init), !address.isPlain || settings.destinations.allowsHTTP
            else {
                throw ConnectorBuildError(part: part, reason: "the setting \(name) \(BaseURL.rule)")
            }
        }
        guard self.origin != nil || self.originSetting != nil || settings.baseURL != nil else {
            throw ConnectorBuildError(part: part, reason: "the setting \(ManifestSetting.baseURL) has no value")
        }
    }

    /// The names between braces, each once; that of ``originSetting`` is not among them.
    package var variables: [String] { self.path.variables }

    /// The whole URL.
    ///
    /// - Parameters:
    ///   - base: Comes before a template that begins with `/`.
    ///   - prefix: Comes between the address and the path: nothing, or a path of its own.
    ///   - value: The values of ``variables``; `nil` for one that has none.
    /// - Returns: `nil` where there is no base URL, or where a value would step out of its folder (`.` and `..`).
    package func expand(base: BaseURL?, prefix: String = "", _ value: (String) -> String?) -> String? {
        let own = self.originSetting.flatMap { value("settings.\($0)") }.flatMap(BaseURL.init)
        guard let base = self.origin ?? own ?? base else { return nil }
        let isStep: (String) -> Bool = { $0 == "." || $0 == ".." }
        guard !self.path.variables.contains(where: { value($0).map(isStep) ?? false }),
            let rest = try? self.path.expand({ value($0).map { .text($0) } })
        else { return nil }
        return base.text + prefix + rest
    }
}
