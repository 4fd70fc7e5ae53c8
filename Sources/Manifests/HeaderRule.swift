/// The rules for names and values of headers that manifests and settings make.
package enum HeaderRule {
    /// Whether `name` is 1 to 64 letters, digits and `! # $ % & ' * + - . ^ _ | ~` or grave accents (RFC 9110, 5.6.2).
    static func isName(_ name: String) -> Bool {
        let marks = Set("!#$%&'*+-.^_`|~".utf8)
        return (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || marks.contains($0)
            }
    }

    /// Whether `text` is the type of a content, such as `application/vnd.api+json`, in lower case and without
    /// wildcards (RFC 9110, 8.3.1).
    ///
    /// - Parameter hasParameters: Whether `; charset=utf-8` and the like may follow.
    static func isMediaType(_ text: String, hasParameters: Bool) -> Bool {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        let names = parts[0].split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
        guard names.count == 2, names.allSatisfy(Self.isName), names.allSatisfy({ $0.lowercased() == $0 && !$0.contains("*") }),
            parts.count == 1 || hasParameters, Self.isValue(text)
        else { return false }
        return parts.dropFirst().allSatisfy { $0.contains("=") }
    }

    /// Whether `value` is visible ASCII and inner spaces. Anything else, line breaks first of all, would reach the other side as
    /// something else.
    package static func isValue(_ value: String) -> Bool {
        value.utf8.allSatisfy { (0x20...0x7E).contains($0) } && value.utf8.first != 0x20 && value.utf8.last != 0x20
    }

    /// Headers that come by themselves, or that would change where the request goes or ends; in lower case.
    static let reserved: Set<String> = [
        "accept", "accept-encoding", "authorization", "connection", "content-length", "content-type", "cookie", "expect", "host",
        "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade",
    ]
}
