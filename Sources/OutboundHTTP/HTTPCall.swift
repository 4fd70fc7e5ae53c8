public import CallModel

/// A request that goes out.
public struct HTTPCall: Sendable, Redacted {
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    public var method: String
    /// The whole URL, already encoded; used byte by byte as it is.
    public var url: String
    /// Names as they are sent; values without CR, LF and NUL, or the call is refused.
    public var headers: [(name: String, value: String)]
    /// The bytes to send; `nil` sends no body.
    public var body: [UInt8]?
    /// Time and memory that the call may take.
    public var limits: Limits
    /// Where the call may go.
    public var destinations: DestinationPolicy
    /// Set when the transport sends the call again by itself, since a kept connection was closed under it.
    public var repeats: RepeatMark?

    /// A call with the usual limits, to public addresses over https only, unless told otherwise. Nothing is checked before it is sent.
    public init(
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

    /// How much of our time and memory a call may take.
    public struct Limits: Hashable, Sendable {
        /// From the call to the last byte, name resolution included.
        public var total: Duration
        /// Until the connection stands.
        public var connect: Duration
        /// Bytes of the body, after decompression.
        public var bodyBytes: Int
        /// Bytes of all header lines together.
        public var headerBytes: Int
        /// Whether a longer body is thrown away, all of it, where nobody wants to read it; else it makes the call fail.
        public var dropsLongBody: Bool

        /// The usual limits: 1.5 s in all, 0.5 s for the connection, 1 MiB of body, 64 KiB of headers.
        public init(
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
