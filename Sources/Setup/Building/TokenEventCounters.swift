internal import Logging
internal import Metrics
internal import SignIn

/// Counts what becomes of bearer tokens, and tells the log when an issuer's keys can't be had.
struct TokenEventCounters: Sendable {
    let logger: Logger?

    func take(_ note: TokenEvent) {
        switch note {
        case .refused(let refusal):
            Counter(label: "callcard_tokens_refused_total", dimensions: [("reason", refusal.label)]).increment()
        case .fetched:
            self.countFetch("taken")
        case .notFetched(let issuer, let error):
            self.countFetch(error.label)
            self.logger?.warning(
                "the keys of a token issuer were not fetched", metadata: ["issuer": "\(issuer)", "why": "\(error.label)"])
        }
    }

    private func countFetch(_ result: String) {
        Counter(label: "callcard_token_key_fetches_total", dimensions: [("result", result)]).increment()
    }
}
