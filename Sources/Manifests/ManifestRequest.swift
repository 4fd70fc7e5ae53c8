/// One request of a manifest.
package struct ManifestRequest: Hashable, Sendable {
    package let method: Method
    /// RFC 6570 over `settings.*`, `number.*` and `kept.*`. It begins with `/`, and is then appended to the setting `baseURL`,
    /// or holds its scheme and host literally.
    package let url: String
    /// A jq program over `{number, settings, kept}` that yields an object; its members become the URL's query.
    package let query: String?
    package let headers: [Header]
    /// A jq program over `{number, settings, kept}` that yields the JSON to send.
    package let body: String?
    /// Statuses that mean "asked, nothing known".
    package let notFound: Set<Int>
    package let when: Moment
    /// Whether a POST changes nothing over there, so that it may be sent twice as a GET may.
    package let isSafe: Bool
    /// Stands in for the manifest's own `records`.
    package let records: String?
    /// What of the answer later requests need.
    package let keep: [Keep]

    package init(
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
    package var repeatsSafely: Bool { self.method == .get || self.isSafe }

    package enum Method: String, CaseIterable, Sendable {
        case get = "GET"
        case post = "POST"
    }

    /// A header beside those that come by themselves.
    package struct Header: Hashable, Sendable {
        package let name: String
        package let value: SettingText

        package init(name: String, value: SettingText) {
            self.name = name
            self.value = value
        }
    }

    /// A value of the answer that later requests name as `kept.<name>`.
    package struct Keep: Hashable, Sendable {
        package let name: String
        /// A jq program: takes the answer, yields a text, a number, or null for "not there".
        package let program: String

        package init(name: String, program: String) {
            self.name = name
            self.program = program
        }
    }

    /// Whether the request is made at all, given what the ones before it found.
    package enum Moment: String, CaseIterable, Sendable {
        /// Only if no earlier request found the caller.
        case nothingFound
        case always
    }
}
