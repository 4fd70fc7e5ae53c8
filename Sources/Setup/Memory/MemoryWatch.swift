package import CallModel
internal import Glibc
package import Logging
internal import Waiting

/// Keeps caches within their budget, and acts before the kernel does where memory is short: caches shrink further, what was freed goes
/// back, and who hears of it takes on no more of what lasts.
package final class MemoryWatch: Sendable {
    /// The bytes of all caches together.
    package let budget: MemoryBudget
    private let use: MemoryUse
    private let caches = Lock<[any BoundedCache]>([])
    private let time: any TimeSource
    private let logger: Logger
    private let pressure = Lock(MemoryPressure())
    private let onChange: @Sendable (_ isShort: Bool) -> Void
    /// glibc's `malloc_trim`, which gives back what is free; the module of its headers doesn't have it.
    private static let trim = dlsym(nil, "malloc_trim").map { unsafeBitCast($0, to: (@convention(c) (Int) -> CInt).self) }

    /// - Parameters:
    ///   - configured: Bytes that the configuration gives caches; `nil` where it says nothing.
    ///   - onChange: Called where memory becomes short, and where it is not any more.
    package convenience init(
        configured: Int?, time: any TimeSource, logger: Logger,
        onChange: @escaping @Sendable (_ isShort: Bool) -> Void
    ) {
        self.init(MemoryUse(), configured: configured, time: time, logger: logger, onChange: onChange)
    }

    init(
        _ use: MemoryUse, configured: Int?, time: any TimeSource, logger: Logger,
        onChange: @escaping @Sendable (_ isShort: Bool) -> Void
    ) {
        self.use = use
        self.budget = MemoryBudget(configured: configured, available: use.limit)
        self.time = time
        self.logger = logger
        self.onChange = onChange
    }

    /// Keeps further caches within the budget, together with those before them.
    package func bound(_ caches: [any BoundedCache]) {
        self.caches.withLock { $0 += caches }
        self.bound(halvings: self.pressure.withLock(\.halvings))
    }

    /// Whether so much is used that caches are halved.
    package var isShort: Bool { self.pressure.withLock(\.isShort) }

    /// Bytes that the process may have; `nil` where that is not known.
    package var limit: Int? { self.use.limit }

    /// The bytes of each cache by its name.
    package var bytes: [(cache: String, bytes: Int)] { self.caches.withLock(\.self).map { ($0.name, $0.bytes) } }

    /// Looks once a second, until its task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            self.look()
            try? await self.time.sleep(until: self.time.monotonicNow() + .seconds(1))
        }
    }

    /// Looks once.
    func look() {
        guard let limit = self.use.limit, let used = self.use.used else { return }
        let (before, now) = self.pressure.withLock { pressure in
            let before = pressure
            _ = pressure.observe(used: used, of: limit, at: self.time.monotonicNow())
            return (before, pressure)
        }
        if before.halvings != now.halvings { self.bound(halvings: now.halvings) }
        // Each second: what others free meanwhile goes back, too.
        if now.isShort { Self.trim?(0) }
        guard before.isShort != now.isShort else { return }
        let figures: Logger.Metadata = ["limit": "\(limit >> 20) MiB", "used": "\(used >> 20) MiB"]
        if now.isShort {
            self.logger.warning("memory is short: caches shrink, no further event streams are opened", metadata: figures)
        } else {
            self.logger.notice("memory is no longer short", metadata: figures)
        }
        self.onChange(now.isShort)
    }

    private func bound(halvings: Int) {
        let caches = self.caches.withLock(\.self)
        for (cache, part) in zip(caches, self.budget.parts(of: caches.map(\.mostBytes), halvings: halvings)) {
            cache.bound(to: part)
        }
    }
}

extension MemoryWatch: HealthCheck {
    package var health: [Health] {
        let trouble = "more than \(Int(MemoryPressure.high * 100)) % is used: caches are small, further event streams get 503"
        return [Health(name: "memory", trouble: self.isShort ? trouble : nil)]
    }
}
