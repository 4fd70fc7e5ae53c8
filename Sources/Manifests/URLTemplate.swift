import CallModel
import ContextTemplates

/// The URL of a request: an address that nothing of a caller can change, then an RFC 6570 template.
package struct URLTemplate: Sendable {
    /// Literal scheme and host; `nil` where the template begins with `/` and the setting `baseURL` comes before it.
    let origin: BaseURL?
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
            self.origin = nil
        } else {
            let slashes = text.indices.filter { text[$0] == "/" }
            let end = slashes.count > 2 ? slashes[2] : text.endIndex
            guard let origin = BaseURL(String(text[..<end])), !origin.isPlain else {
                throw Fault(
                    message: "must begin with / (then the setting baseURL comes before it), or with https:// and a literal host")
            }
            self.origin = origin
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
        guard self.origin != nil || settings.baseURL != nil else {
            throw ConnectorBuildError(part: part, reason: "the setting \(ManifestSetting.baseURL) has no value")
        }
    }

    /// The names between braces, each once.
    package var variables: [String] { self.path.variables }

    /// The whole URL.
    ///
    /// - Parameters:
    ///   - base: Comes before a template that begins with `/`.
    ///   - prefix: Comes between the address and the path: nothing, or a path of its own.
    ///   - value: The values of ``variables``; `nil` for one that has none.
    /// - Returns: `nil` where there is no base URL, or where a value would step out of its folder (`.` and `..`).
    package func expand(base: BaseURL?, prefix: String = "", _ value: (String) -> String?) -> String? {
        guard let base = self.origin ?? base else { return nil }
        let isStep: (String) -> Bool = { $0 == "." || $0 == ".." }
        guard !self.path.variables.contains(where: { value($0).map(isStep) ?? false }),
            let rest = try? self.path.expand({ value($0).map { .text($0) } })
        else { return nil }
        return base.text + prefix + rest
    }
}
