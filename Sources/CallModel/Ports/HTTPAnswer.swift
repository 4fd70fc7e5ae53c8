/// A whole answer to an ``HTTPCall``.
public struct HTTPAnswer: Sendable, Redacted {
    /// 200–599.
    public let status: Int
    /// Names in lower case, in the order of arrival.
    public let headers: [(name: String, value: String)]
    /// After decompression.
    public let body: [UInt8]

    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first value of a header; `name` in lower case.
    public func header(_ name: String) -> String? {
        self.headers.first { $0.name == name }?.value
    }
}
