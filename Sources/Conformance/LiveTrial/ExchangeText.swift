import ConnectorHTTP
import Manifests
import OutboundHTTP
import StrictJSON

/// Writes requests and answers as lines, without secrets.
struct ExchangeText {
    /// Stands for what is secret.
    static let mask = "••••"

    private let secrets: [String]
    /// Lower-case names of headers that carry no credentials.
    private let plainHeaders: Set<String>
    private let tokenCall: HTTPCall?
    /// Whether requests for a token hold a refresh token, so that their bodies differ.
    private let isRefreshing: Bool

    /// - Parameter tokenCall: The request for a token, where there is one: neither its body nor its answer is shown.
    init(manifest: ConnectorManifest, settings: ConnectorSettings, tokenCall: HTTPCall?) {
        let values = manifest.settings.filter(\.isSecret).compactMap { settings.value($0.name) }.filter { !$0.isEmpty }
        // As they stand in a text, in a URL or form, and within JSON.
        self.secrets = Set(values.flatMap { [$0, QueryText.encoded($0), Self.inJSON($0)] }).sorted {
            $0.utf8.count > $1.utf8.count
        }
        let secretNames = Set(manifest.settings.filter(\.isSecret).map(\.name))
        let plain = manifest.requests.flatMap(\.headers).filter { secretNames.isDisjoint(with: $0.value.settingNames) }
        self.plainHeaders = Set(["accept", "content-type"] + plain.map { $0.name.lowercased() })
        self.tokenCall = tokenCall
        self.isRefreshing = manifest.auth.refreshing != nil
    }

    /// Whether a request asks for a token.
    func isToken(_ call: HTTPCall) -> Bool {
        guard let token = self.tokenCall, call.method == token.method, call.url == token.url else { return false }
        return self.isRefreshing || ClientAssertion.unsigned(call) == token.body
    }

    /// The request's lines.
    func request(_ exchange: ExchangeLog.Exchange) -> [String] {
        let call = exchange.call
        let isToken = self.isToken(call)
        let title = isToken ? "sign-in" : exchange.request.map { "requests[\($0)]" } ?? "request"
        var lines = ["\(title): \(call.method) \(self.masked(call.url))"]
        for (name, value) in call.headers {
            lines.append("  \(name): \(self.plainHeaders.contains(name.lowercased()) ? self.masked(value) : Self.mask)")
        }
        if let body = call.body {
            lines.append("  " + (isToken ? Self.mask : self.masked(String(decoding: body, as: UTF8.self))))
        }
        return lines
    }

    /// The answer's lines: status, type, size, shape, and if wanted its content.
    func answer(_ exchange: ExchangeLog.Exchange, showsContent: Bool) -> [String] {
        switch exchange.result {
        case .failure(let error): return ["answer: none (\(error))"]
        case .success(let answer):
            let type = answer.header("content-type") ?? "no content type"
            var lines = ["answer: \(answer.status), \(type), \(answer.body.count) bytes"]
            let value = try? StrictJSON.parse(answer.body)
            if let value {
                lines += JSONShape.lines(of: value).map { "  " + $0 }
            } else if !answer.body.isEmpty {
                lines.append("  no JSON, or no strict JSON")
            }
            if showsContent, self.isToken(exchange.call) {
                lines.append("content: \(Self.mask)")
            } else if showsContent {
                let text = self.masked(String(decoding: answer.body, as: UTF8.self))
                lines.append("content:")
                lines += text.split(whereSeparator: \.isNewline).map { "  " + $0 }
            }
            return lines
        }
    }

    private func masked(_ text: String) -> String {
        self.secrets.reduce(text) { $0.replacing($1, with: Self.mask) }
    }

    /// The text as it stands between the quotes of JSON.
    private static func inJSON(_ text: String) -> String {
        String(String(decoding: JSONValue.string(text).encoded(), as: UTF8.self).dropFirst().dropLast())
    }
}
