internal import CallModel
internal import ConfigurationFile

extension Configuration {
    /// The keys that a reload can't change, as `callcard.yaml` names them, with whether two configurations have the same there.
    private static let restartKeys: [(key: String, isSame: @Sendable (Configuration, Configuration) -> Bool)] = [
        ("listen", { $0.listen == $1.listen }),
        ("tls", { ($0.tls == nil) == ($1.tls == nil) }),
        ("pages", { $0.pages == $1.pages }),
        ("bookInterval", { $0.bookInterval == $1.bookInterval }),
        ("cache", { $0.limits.cacheEntries == $1.limits.cacheEntries && $0.limits.cacheBytes == $1.limits.cacheBytes }),
        ("memory", { $0.memory == $1.memory }),
        (
            "lookups",
            {
                $0.limits.waitingLookups == $1.limits.waitingLookups
                    && $0.limits.postponedLookups == $1.limits.postponedLookups && $0.slowLookup == $1.slowLookup
            }
        ),
        (
            "contextWaits",
            {
                $0.limits.waitingContexts == $1.limits.waitingContexts
                    && $0.limits.waitingContextsPerKey == $1.limits.waitingContextsPerKey
            }
        ),
        ("proxies", { $0.proxies == $1.proxies }),
        ("rates", { $0.rates == $1.rates }),
        ("journal", { $0.journal == $1.journal }),
        ("sessions", { $0.calls == $1.calls && $0.recallKey == $1.recallKey }),
        ("triggers.keyFile", { $0.triggers.keyFile == $1.triggers.keyFile }),
    ]

    /// The keys in which this configuration is not as it was at the start, and that take a restart.
    func restartKeys(since start: Configuration) -> [String] {
        Self.restartKeys.filter { !$0.isSame(self, start) }.map(\.key)
    }
}
