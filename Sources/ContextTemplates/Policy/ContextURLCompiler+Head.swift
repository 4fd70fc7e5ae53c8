extension ContextURLCompiler {
    /// Checks scheme and authority, both literal, and sets the place where values may begin.
    ///
    /// - Returns: The byte offset of that place.
    mutating func readHead() -> Int {
        guard case .literal(let literal)? = self.syntax.parts.first, let scheme = self.scheme(in: literal) else {
            self.note(.schemeMissing, at: 0)
            return 0
        }
        self.check(scheme: scheme)
        let start = scheme.utf8.count + 1
        let rest = self.syntax.bytes[start..<literal.upperBound]
        let end: Int
        if rest.starts(with: "//".utf8) {
            end = self.readAuthority(from: start + 2, in: literal, isWeb: Self.isWeb(scheme))
            self.pathStart = end
        } else if Self.isWeb(scheme) {
            self.note(.hostMissing, at: start)
            end = start
        } else if rest.first == UInt8(ascii: "/") {
            end = start
            self.pathStart = end
        } else {
            end = start
            self.place = .opaque
            self.opaqueEncoding =
                switch scheme {
                case "tel": .dials
                case "sip", "sips": .dialsIfPossible
                default: .keepsPlus
                }
        }
        self.head.append(.literal(Array(self.syntax.bytes[..<end])))
        return end
    }

    private static func isWeb(_ scheme: String) -> Bool { scheme == "https" || scheme == "http" }

    /// In lower case; `nil` where the template does not begin with one.
    private func scheme(in literal: Range<Int>) -> String? {
        let bytes = self.syntax.bytes[literal]
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), let first = bytes.first, ByteSet.letters.contains(first),
            bytes[..<colon].allSatisfy(ByteSet.schemeCharacters.contains)
        else { return nil }
        return String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
    }

    private mutating func check(scheme: String) {
        if URLSchemes.isScriptLike(scheme) {
            self.note(.schemeForbidden, at: 0)
        } else if !self.schemes.contains(scheme) {
            self.note(.schemeNotAllowed, at: 0, about: scheme)
        } else if scheme == "http", !self.isLoopback {
            self.note(.plainHTTP, at: 0)
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
            self.note(.hostNotLiteral, at: end)
        } else if authority.isEmpty {
            if isWeb { self.note(.hostMissing, at: start) }
        } else if authority.contains(UInt8(ascii: "@")) {
            self.note(.userinfo, at: start)
        } else if let wrong = authority.firstIndex(where: { !ByteSet.authority.contains($0) }) {
            self.note(.hostInvalid, at: wrong)
        } else if let wrong = Self.wrongPort(authority) {
            self.note(.hostInvalid, at: wrong)
        }
        return end
    }

    /// Where a port begins that is none; `nil` where all is well. A host has no colon but in brackets.
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
}

extension TemplateSyntax.Part {
    /// Whether the part, directly behind a host, can't become part of it.
    fileprivate var endsAuthority: Bool {
        guard case .expression(let expression) = self else { return false }
        return [.path, .query, .continuation].contains(expression.operator)
    }
}
