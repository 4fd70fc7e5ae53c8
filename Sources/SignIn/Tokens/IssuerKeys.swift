public import CallModel
internal import Waiting

/// An issuer's keys, kept fresh. It outlives a reload that changes nothing about where the keys are.
public final class IssuerKeys: Sendable {
    /// Where an issuer's keys are, and what they may be used for.
    public struct Options: Hashable, Sendable {
        public var issuer: String
        /// The address of its key set; `nil` asks OpenID discovery.
        public var jwks: String?
        public var algorithms: [TokenAlgorithm]
        public var destinations: DestinationPolicy
        /// From one fetch to the next, 1 s to 12 h.
        public var refresh: Duration

        public init(
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
        var cache: KeyCache<KeySet>
        var trouble: KeyFetchError?
    }

    public let options: Options
    private let fetcher: KeyFetcher
    private let time: any TimeSource
    private let note: TokenEventHandler
    private let state: Lock<State>
    private let fetching = SingleFlight<Void>()

    public init(_ options: Options, transport: any HTTPTransport, time: any TimeSource, note: @escaping TokenEventHandler) {
        self.options = options
        self.fetcher = KeyFetcher(options: options, transport: transport)
        self.time = time
        self.note = note
        self.state = Lock(State(cache: KeyCache(pace: .init(refresh: options.refresh))))
    }

    /// Fetches the keys whenever they are due, until its task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            if let due = self.state.withLock({ $0.cache.dueAt }), self.time.monotonicNow() < due {
                try? await self.time.sleep(until: due)
            } else {
                await self.fetch()
            }
        }
    }

    /// The keys that may have signed a token. An unknown one has them fetched, if that is allowed now.
    func keys(id: String?, algorithm: TokenAlgorithm) async -> [VerificationKey] {
        let known = self.known(id, algorithm)
        guard known.isEmpty else { return known }
        let now = self.time.monotonicNow()
        guard self.fetching.isUnderWay || self.state.withLock({ $0.cache.mayAsk(at: now) }) else { return [] }
        await self.fetch()
        return self.known(id, algorithm)
    }

    private func known(_ id: String?, _ algorithm: TokenAlgorithm) -> [VerificationKey] {
        let now = self.time.monotonicNow()
        return self.state.withLock { $0.cache.usable(at: now) }?.keys(id: id, algorithm: algorithm) ?? []
    }

    /// One fetch at a time, whoever wants it. It goes on when they don't.
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
            self.note(.fetched(issuer: self.options.issuer))
        } catch {
            let now = self.time.monotonicNow()
            self.state.withLock { state in
                state.cache.fail(at: now)
                state.trouble = error
            }
            self.note(.notFetched(issuer: self.options.issuer, error))
        }
    }
}

extension IssuerKeys: HealthCheck {
    public var health: [Health] {
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
