/// The part of a SIP URI after the scheme (RFC 3261, 19.1.1): `user:password@host:port;parameters?headers`.
struct SIPAddress {
    private let user: ArraySlice<UInt8>
    private let host: ArraySlice<UInt8>

    /// Without `@` there is no user; what could not be a host name or address of the network is then taken for one.
    init(_ text: ArraySlice<UInt8>) {
        if let at = text.firstIndex(of: UInt8(ascii: "@")) {
            self.user = text[..<at].prefix { $0 != UInt8(ascii: ":") }
            self.host = text[(at + 1)...].prefix { !":;?/> ".utf8.contains($0) }
        } else {
            let bare = text.prefix { !":;?".utf8.contains($0) }
            let isUser = WithheldWord.matches(bare) || bare.allSatisfy { ASCII.isDigit($0) || "+-()%B".utf8.contains($0) }
            self.user = isUser ? bare : bare.prefix(0)
            self.host = isUser ? bare.prefix(0) : bare
        }
    }

    /// The user as a number. A name is not read for its digits: `anna1970` is nobody's number.
    var writing: BareNumberText {
        if WithheldWord.isHost(self.host) { return .withheld }
        let subscriber = Subscriber(self.user)
        let writing = subscriber.writing
        guard writing != .withheld, subscriber.number.contains(where: ASCII.isLetter) else { return writing }
        return .nothing
    }
}
