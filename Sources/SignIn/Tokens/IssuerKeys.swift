package import CallModel
package import OutboundHTTP
internal import Waiting

/// An issuer's keys, kept fresh. It outlives a reload that changes nothing about where the keys are.
package final class IssuerKeys: Sendable {
    /// The place of an issuer's keys, and what they may be used for.
    package struct Options: Hashable, Sendable {
        /// `iss`.
        package var issuer: String
        /// The address of its key set; `nil` asks OpenID discovery.
        package var jwks: String?
        /// The algorithms that the issuer is allowed; keys for others are left out.
        package var algorithms: [TokenAlgorithm]
        /// The destinations that the issuer's addresses may have.
        package var destinations: DestinationPolicy
        /// The time from one fetch to the next, 1 s to 12 h.
        package var refresh: Duration

        /// Options with the usual values for all that an issuer seldom needs otherwise.
        package init(
            issuer: String, jwks: String? = nil, algorithms: [TokenAlgorithm] = [.rs256],
            destinations: DestinationPolicy = .init(),
            refresh: Duration = .seconds(3_600)
        ) {
            self.issuer = issuer
            self.jwks = jwks
            self.algorithms = algorithms
            self.destinations = destinations
            self.refresh = refresh
        }
    }

    private struct State {
        var cache: IssuerCache<KeySet>
        var trouble: KeyFetchError?
    }

    /// The place of the keys; a reload keeps keys whose options are the same.
    package let options: Options
    private let fetcher: KeyFetcher
    private let time: any TimeSource
    private let onEvent: TokenEventHandler
    private let state: Lock<State>
    private let fetching = SingleFlight<Void>()

    /// Keys that are fetched once ``run()`` runs or a token asks for one.
    package init(_ options: Options, transport: any HTTPTransport, time: any TimeSource, onEvent: @escaping TokenEventHandler) {
        self.options = options
        self.fetcher = KeyFetcher(options: options, transport: transport)
        self.time = time
        self.onEvent = onEvent
        self.state = Lock(State(cache: IssuerCache(pace: .init(refresh: options.refresh))))
    }

    /// Fetches the keys whenever they are due, until its task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            if let due = self.state.withLock({ $0.cache.dueAt }), self.time.monotonicNow() < due {
                try? await self.time.sleep(until: due)
            } else {
                await self.fetch()
            }
        }
    }

    /// The keys that may have signed a token; empty for none. An unknown one has them fetched, if that is allowed now.
    func keys(id: String?, algorithm: TokenAlgorithm) async -> [VerificationKey] {
        let known = self.known(id, algorithm)
        guard known.isEmpty else { return known }
        let now = self.time.monotonicNow()
        guard self.fetching.isUnderWay || self.state.withLock({ $0.cache.mayAsk(at: now) }) else {
            // A fetch may have ended since the first look.
            return self.known(id, algorithm)
        }
        await self.fetch()
        return self.known(id, algorithm)
    }

    private func known(_ id: String?, _ algorithm: TokenAlgorithm) -> [VerificationKey] {
        let now = self.time.monotonicNow()
        return self.state.withLock { $0.cache.usable(at: now) }?.keys(id: id, algorithm: algorithm) ?? []
    }

    /// Waits for the fetch under way, or for a new one. It goes on when its callers are cancelled.
    private func fetch() async {
        await self.fetching.value { await self.fetchNow() }
    }

    private func fetchNow() async {
        do throws(KeyFetchError) {
            let keys = try await self.fetcher.fetch()
            let now = self.time.monotonicNow()
            self.state.withLock { state in
                state.cache.succeed(with: keys, at: now)
                state.trouble = nil
            }
            self.onEvent(.fetched(issuer: self.options.issuer))
        } catch {
            let now = self.time.monotonicNow()
            self.state.withLock { state in
                state.cache.fail(at: now)
                state.trouble = error
            }
            self.onEvent(.notFetched(issuer: self.options.issuer, error))
        }
    }
}

extension IssuerKeys: HealthCheck {
    /// Whether the last fetch went well, and whether there are keys to check with.
    package var health: [Health] {
        let now = self.time.monotonicNow()
        let (trouble, isUsable) = self.state.withLock { ($0.trouble, $0.cache.usable(at: now) != nil) }
        let effect = isUsable ? "those from before are in use" : "no token of this issuer is taken"
        return [
            Health(
                name: "issuer \(self.options.issuer)",
                trouble: trouble.map { "its keys can't be fetched (\($0.label)); \(effect)" })
        ]
    }
}
