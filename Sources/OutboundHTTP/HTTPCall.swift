package import CallModel

/// An HTTP request to another system.
package struct HTTPCall: Sendable, Redacted {
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    package var method: String
    /// The whole URL, already encoded; used byte by byte as it is.
    package var url: String
    /// Names as they are sent; values without CR, LF and NUL, or the call is refused.
    package var headers: [(name: String, value: String)]
    /// The bytes to send; `nil` sends no body.
    package var body: [UInt8]?
    /// Time and memory that the call may take.
    package var limits: Limits
    /// The destinations that the call may have.
    package var destinations: DestinationPolicy
    /// Set when the transport sends the call again by itself, since a kept connection was closed under it.
    package var repeats: RepeatMark?

    /// A call with the usual limits, to public addresses over https only, unless told otherwise. Nothing is checked before it is sent.
    package init(
        method: String = "GET", url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        limits: Limits = .init(), destinations: DestinationPolicy = .init(), repeats: RepeatMark? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limits = limits
        self.destinations = destinations
        self.repeats = repeats
    }

    /// The limits of a call's time and memory.
    package struct Limits: Hashable, Sendable {
        /// The time from the call to the last byte, name resolution included.
        package var total: Duration
        /// The time until the connection stands.
        package var connect: Duration
        /// Bytes of the body, after decompression.
        package var bodyBytes: Int
        /// Bytes of all header lines together.
        package var headerBytes: Int
        /// Whether a longer body is thrown away, all of it, where nobody wants to read it; else it makes the call fail.
        package var dropsLongBody: Bool

        /// The usual limits: 1.5 s in all, 0.5 s for the connection, 1 MiB of body, 64 KiB of headers.
        package init(
            total: Duration = .milliseconds(1_500), connect: Duration = .milliseconds(500), bodyBytes: Int = 1 << 20,
            headerBytes: Int = 64 << 10, dropsLongBody: Bool = false
        ) {
            self.total = total
            self.connect = connect
            self.bodyBytes = bodyBytes
            self.headerBytes = headerBytes
            self.dropsLongBody = dropsLongBody
        }
    }
}
