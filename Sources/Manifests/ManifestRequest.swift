/// The description of one HTTP request of a connector, with the statuses that mean that nothing is known.
package struct ManifestRequest: Hashable, Sendable {
    /// GET, or POST with ``body``.
    package let method: Method
    /// RFC 6570 over `settings.*`, `number.*` and `kept.*`. It begins with `/`, and is then appended to the setting `baseURL`,
    /// or holds its scheme and host literally.
    package let url: String
    /// A jq program over `{number, settings, kept}` that yields an object; its members become the URL's query.
    package let query: String?
    /// Headers beside those that come by themselves.
    package let headers: [Header]
    /// What a POST sends; `nil` for nothing.
    package let body: Body?
    /// Statuses that mean "asked, nothing known", from 400 to 499; 403 only after the first request.
    package let notFound: Set<Int>
    /// Whether the request is made at all, given what the ones before it found.
    package let when: Moment
    /// Whether a POST changes nothing over there, so that it may be sent twice as a GET may.
    package let isSafe: Bool
    /// A jq program in place of the manifest's own `records`.
    package let records: String?
    /// Values of the answer that later requests need.
    package let keep: [Keep]

    /// Whether sending it twice does no harm.
    package var repeatsSafely: Bool { self.method == .get || self.isSafe }

    /// The methods that a manifest may name; only a POST has a body.
    package enum Method: String, CaseIterable, Sendable {
        case get = "GET"
        case post = "POST"
    }

    /// What is sent beside the head: made by a jq program, written as JSON or as a form.
    package struct Body: Hashable, Sendable {
        /// A jq program over `{number, settings, kept}` that yields the JSON to send, or for a form an object.
        package let program: String
        /// How it is written.
        package let format: Format

        /// The key of the manifest under which the program stands.
        package var key: String { self.format == .form ? "form" : "body" }

        /// The two ways in which a body is written.
        package enum Format: Hashable, Sendable {
            /// JSON, sent under this `Content-Type`.
            case json(contentType: String)
            /// `application/x-www-form-urlencoded`, made of an object's members as a URL's query is.
            case form
        }
    }

    /// A header beside those that come by themselves.
    package struct Header: Hashable, Sendable {
        /// A token of RFC 9110, 5.6.2; none of ``HeaderRule/reserved``.
        package let name: String
        /// The value, settings not yet filled in.
        package let value: SettingText
    }

    /// A value of the answer that later requests name as `kept.<name>`.
    package struct Keep: Hashable, Sendable {
        /// The name of the value, as for settings: a letter, then letters and digits.
        package let name: String
        /// A jq program: takes the answer, yields a text, a number, or null for "not there".
        package let program: String
    }

    /// The condition under which a request is made.
    package enum Moment: String, CaseIterable, Sendable {
        /// Only if no earlier request found the caller.
        case nothingFound
        /// The request is made whatever earlier requests found.
        case always
    }

    /// Names of kept values that a jq program uses (`.kept.id`), in the order in which they stand there.
    ///
    /// What only looks like one, in a text or a comment, counts too.
    package static func keptNames(in program: String) -> [String] {
        let mark = Substring(".kept.")
        var names: [String] = []
        var rest = Substring(program)
        while let place = rest.firstRange(of: mark) {
            rest = rest[place.upperBound...]
            let name = String(decoding: rest.utf8.prefix(while: SettingName.isNameByte), as: UTF8.self)
            if SettingName.isValid(name) { names.append(name) }
        }
        return names
    }
}
