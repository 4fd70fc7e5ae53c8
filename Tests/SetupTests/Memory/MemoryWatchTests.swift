import CallModel
import Logging
import TestSupport
import Testing
import Waiting

@testable import Setup

@Suite("D14 Where memory is short")
struct MemoryWatchTests {
    /// A cache that takes what it may.
    private final class FullCache: BoundedCache {
        let name: String
        let mostBytes: Int
        private let room: Lock<Int>
        var bytes: Int { self.room.withLock(\.self) }

        init(_ name: String, _ mostBytes: Int) {
            (self.name, self.mostBytes) = (name, mostBytes)
            self.room = Lock(mostBytes)
        }

        func bound(to bytes: Int) { self.room.withLock { $0 = bytes } }
    }

    /// A control group of 128 MiB.
    private final class Group: Sendable {
        let used = Lock(0)

        var use: MemoryUse {
            MemoryUse(machine: 8 << 30) { path in
                switch path {
                case "/proc/self/cgroup": "0::/"
                case "/sys/fs/cgroup/memory.max": "134217728"
                case "/sys/fs/cgroup/memory.current": String(self.used.withLock(\.self))
                default: nil
                }
            }
        }
    }

    @Test("Caches keep to a quarter of the group, shrink before the kernel acts, and grow again; others hear of it once")
    func course() {
        let (group, time) = (Group(), ManualTime())
        let changes = Lock<[Bool]>([])
        let watch = MemoryWatch(group.use, configured: nil, time: time, logger: Logger(label: "test")) { isShort in
            changes.withLock { $0.append(isShort) }
        }
        let caches = [FullCache("a", 96 << 20), FullCache("b", 32 << 20)]
        watch.bound(caches)
        #expect(caches.map(\.bytes) == [24 << 20, 8 << 20] && watch.health.allSatisfy { $0.trouble == nil })
        group.used.withLock { $0 = 120 << 20 }
        watch.look()
        #expect(caches.map(\.bytes) == [12 << 20, 4 << 20] && watch.isShort && watch.health[0].trouble != nil)
        watch.look()
        #expect(caches.map(\.bytes) == [6 << 20, 2 << 20])
        group.used.withLock { $0 = 60 << 20 }
        for _ in 0..<30 {
            watch.look()
            time.advance(by: .seconds(1))
        }
        #expect(caches.map(\.bytes) == [24 << 20, 8 << 20] && !watch.isShort)
        #expect(changes.withLock(\.self) == [true, false])
    }
}
