/// The head of a context URL: scheme and authority, which must be literal in the template.
struct ContextURLHead {
    /// A fault of the head, at a byte offset; `name` is the scheme, where the fault is about one.
    typealias Fault = (code: TemplateProblem.Code, at: Int, name: String?)

    /// Byte offset in the template where the head ends and values may begin; 0 without a scheme.
    private(set) var end = 0
    /// The byte offset of the path; `nil` without a path.
    private(set) var pathStart: Int?
    /// The writing of values behind a scheme without slashes, such as `tel:`; `nil` behind any other.
    private(set) var opaqueEncoding: ValueEncoding?
    /// The faults, in the order of finding.
    private(set) var faults: [Fault] = []

    private let syntax: TemplateSyntax

    /// Reads and checks the head of a template.
    init(of syntax: TemplateSyntax, schemes: URLSchemes) {
        self.syntax = syntax
        guard case .literal(let literal)? = syntax.parts.first, let scheme = self.scheme(in: literal) else {
            self.report(.schemeMissing, at: 0)
            return
        }
        self.check(scheme, schemes)
        let start = scheme.utf8.count + 1
        let rest = syntax.bytes[start..<literal.upperBound]
        let isWeb = scheme == "https" || scheme == "http"
        if rest.starts(with: "//".utf8) {
            self.end = self.readAuthority(from: start + 2, in: literal, isWeb: isWeb)
            self.pathStart = self.end
        } else if isWeb {
            self.report(.hostMissing, at: start)
            self.end = start
        } else if rest.first == UInt8(ascii: "/") {
            self.end = start
            self.pathStart = start
        } else {
            self.end = start
            self.opaqueEncoding =
                switch scheme {
                case "tel": .dials
                case "sip", "sips": .dialsIfPossible
                default: .keepsPlus
                }
        }
    }

    /// In lower case; `nil` where the template does not begin with one.
    private func scheme(in literal: Range<Int>) -> String? {
        let bytes = self.syntax.bytes[literal]
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), let first = bytes.first, ByteSet.letters.contains(first),
            bytes[..<colon].allSatisfy(ByteSet.schemeCharacters.contains)
        else { return nil }
        return String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
    }

    private mutating func check(_ scheme: String, _ schemes: URLSchemes) {
        if URLSchemes.isScriptLike(scheme) {
            self.report(.schemeForbidden, at: 0)
        } else if !schemes.contains(scheme) {
            self.report(.schemeNotAllowed, at: 0, about: scheme)
        } else if scheme == "http", !self.isLoopback {
            self.report(.plainHTTP, at: 0)
        }
    }

    /// Whether the URL stays on this machine, where nobody is on the way.
    private var isLoopback: Bool {
        let text = String(decoding: self.syntax.bytes.prefix(80), as: UTF8.self).lowercased()
        guard let start = text.firstRange(of: "://")?.upperBound else { return false }
        let host = text[start...].prefix { !"/?#".contains($0) }.replacing(/:[0-9]*$/, with: "")
        return host == "localhost" || host == "[::1]" || host.wholeMatch(of: /127(\.[0-9]{1,3}){3}/) != nil
    }

    /// Checks the authority from `start` on and returns where it ends.
    private mutating func readAuthority(from start: Int, in literal: Range<Int>, isWeb: Bool) -> Int {
        let rest = self.syntax.bytes[start..<literal.upperBound]
        let end = rest.firstIndex { ByteSet("/?#").contains($0) } ?? literal.upperBound
        let authority = rest[..<end]
        if end == literal.upperBound, self.syntax.parts.count > 1, !self.syntax.parts[1].endsAuthority {
            self.report(.hostNotLiteral, at: end)
        } else if authority.isEmpty {
            if isWeb { self.report(.hostMissing, at: start) }
        } else if authority.contains(UInt8(ascii: "@")) {
            self.report(.userinfo, at: start)
        } else if let wrong = authority.firstIndex(where: { !ByteSet.authority.contains($0) }) {
            self.report(.hostInvalid, at: wrong)
        } else if let wrong = Self.wrongPort(authority) {
            self.report(.hostInvalid, at: wrong)
        }
        return end
    }

    /// The place of a port that is none; `nil` where all is well. A host has no colon but in brackets.
    private static func wrongPort(_ authority: ArraySlice<UInt8>) -> Int? {
        let hostEnd = authority.lastIndex(of: UInt8(ascii: "]")).map { $0 + 1 } ?? authority.startIndex
        let isBracketed = authority.first == UInt8(ascii: "[")
        guard isBracketed == authority.contains(UInt8(ascii: "[")), isBracketed == (hostEnd != authority.startIndex) else {
            return authority.startIndex
        }
        guard let colon = authority[hostEnd...].firstIndex(of: UInt8(ascii: ":")) else {
            return isBracketed && hostEnd != authority.endIndex ? hostEnd : nil
        }
        let port = authority[(colon + 1)...]
        let isPort = UInt16(String(decoding: port, as: UTF8.self)) != nil && port.allSatisfy(ByteSet.digits.contains)
        return isPort && colon != authority.startIndex && (!isBracketed || colon == hostEnd) ? nil : colon
    }

    private mutating func report(_ code: TemplateProblem.Code, at offset: Int, about name: String? = nil) {
        self.faults.append((code, offset, name))
    }
}

extension TemplateSyntax.Part {
    /// Whether the part, directly behind a host, can't become part of it.
    fileprivate var endsAuthority: Bool {
        guard case .expression(let expression) = self else { return false }
        return [.path, .query, .continuation].contains(expression.operator)
    }
}
