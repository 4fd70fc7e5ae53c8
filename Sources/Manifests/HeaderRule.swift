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
