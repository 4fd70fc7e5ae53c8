internal import CallModel
internal import OutboundHTTP

/// A call whose URL and headers have been found fit to be sent.
struct CheckedCall: Sendable, Redacted {
    let call: HTTPCall
    let target: RequestTarget

    /// - Throws: ``TransportError/unusable`` for a URL, method, header or limit that can't be sent as it is,
    ///   ``TransportError/blockedDestination`` for a scheme that is not allowed.
    init(_ call: HTTPCall) throws(TransportError) {
        guard Self.methods.contains(call.method), call.limits.total > .zero, call.limits.connect > .zero,
            call.limits.bodyBytes >= 0, call.limits.headerBytes >= 0, HeaderRules.allow(call.headers)
        else { throw .unusable }
        self.target = try RequestTarget(call.url, allowsHTTP: call.destinations.allowsHTTP)
        self.call = call
    }

    /// Whether doing it twice is as good as doing it once (RFC 9110 section 9.2.2).
    var isIdempotent: Bool { self.call.method != "POST" && self.call.method != "PATCH" }

    private static let methods: Set<String> = ["GET", "POST", "PUT", "PATCH", "DELETE"]
}
