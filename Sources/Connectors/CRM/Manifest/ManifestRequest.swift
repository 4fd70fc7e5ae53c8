/// One request of a manifest.
public struct ManifestRequest: Hashable, Sendable {
    public let method: Method
    /// RFC 6570 over `settings.*`, `number.*` and `kept.*`. It begins with `/`, and is then appended to the setting `baseURL`,
    /// or holds its scheme and host literally.
    public let url: String
    /// A jq program over `{number, settings, kept}` that yields an object; its members become the URL's query.
    public let query: String?
    public let headers: [Header]
    /// A jq program over `{number, settings, kept}` that yields the JSON to send.
    public let body: String?
    /// Statuses that mean "asked, nothing known".
    public let notFound: Set<Int>
    public let when: Moment
    /// Whether a POST changes nothing over there, so that it may be sent twice as a GET may.
    public let isSafe: Bool
    /// Stands in for the manifest's own `records`.
    public let records: String?
    /// What of the answer later requests need.
    public let keep: [Keep]

    public init(
        method: Method = .get, url: String, query: String? = nil, headers: [Header] = [], body: String? = nil,
        notFound: Set<Int> = [404], when: Moment = .nothingFound, isSafe: Bool = false, records: String? = nil,
        keep: [Keep] = []
    ) {
        self.method = method
        self.url = url
        self.query = query
        self.headers = headers
        self.body = body
        self.notFound = notFound
        self.when = when
        self.isSafe = isSafe
        self.records = records
        self.keep = keep
    }

    /// Whether sending it twice does no harm.
    var repeatsSafely: Bool { self.method == .get || self.isSafe }

    public enum Method: String, CaseIterable, Sendable {
        case get = "GET"
        case post = "POST"
    }

    /// A header beside those that come by themselves.
    public struct Header: Hashable, Sendable {
        public let name: String
        public let value: SettingText

        public init(name: String, value: SettingText) {
            self.name = name
            self.value = value
        }
    }

    /// A value of the answer that later requests name as `kept.<name>`.
    public struct Keep: Hashable, Sendable {
        public let name: String
        /// A jq program: takes the answer, yields a text, a number, or null for "not there".
        public let program: String

        public init(name: String, program: String) {
            self.name = name
            self.program = program
        }
    }

    /// Whether the request is made at all, given what the ones before it found.
    public enum Moment: String, CaseIterable, Sendable {
        /// Only if no earlier request found the caller.
        case nothingFound
        case always
    }
}
