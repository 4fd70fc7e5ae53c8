import Testing

@testable import Setup

@Suite("D14 What the kernel tells of memory")
struct MemoryUseTests {
    private static let machine = 8 << 30

    private func use(_ files: [String: String]) -> MemoryUse {
        MemoryUse(machine: Self.machine) { files[$0] }
    }

    @Test("A group of version 1: its limit or that of one around it; cached files don't count")
    func first() {
        let folder = "/sys/fs/cgroup/memory/desk/callcard"
        let use = self.use([
            "/proc/self/cgroup": "5:devices:/\n4:memory:/desk/callcard\n0::/\n",
            folder + "/memory.usage_in_bytes": "120000000\n",
            folder + "/memory.stat":
                "cache 5\nhierarchical_memory_limit 134217728\ntotal_inactive_file 10000000\ntotal_active_file 5000000\n",
        ])
        #expect(use.limit == 128 << 20 && use.used == 105_000_000)
    }

    @Test("Within a container the files of version 1 are at the top")
    func container() {
        let use = self.use([
            "/proc/self/cgroup": "4:memory:/docker/0123\n",
            "/sys/fs/cgroup/memory/memory.usage_in_bytes": "1000\n",
            "/sys/fs/cgroup/memory/memory.stat": "hierarchical_memory_limit 2000\n",
        ])
        #expect(use.limit == 2_000 && use.used == 1_000)
    }

    @Test("A group of version 2: the least limit of all around it")
    func second() {
        let use = self.use([
            "/proc/self/cgroup": "0::/system.slice/callcard.service\n",
            "/sys/fs/cgroup/system.slice/callcard.service/memory.max": "max\n",
            "/sys/fs/cgroup/system.slice/memory.max": "536870912\n",
            "/sys/fs/cgroup/system.slice/memory.current": "400000000\n",
            "/sys/fs/cgroup/system.slice/memory.stat": "anon 5\nactive_file 100\ninactive_file 200\n",
        ])
        #expect(use.limit == 512 << 20 && use.used == 399_999_700)
    }

    @Test("Without a limit it is the machine's memory, and what the process has of its own")
    func machine() {
        let use = self.use([
            "/proc/self/cgroup": "4:memory:/\n0::/\n",
            "/sys/fs/cgroup/memory/memory.stat": "hierarchical_memory_limit 9223372036854771712\n",
            "/proc/self/statm": "10000 500 200 1 0 1 0\n",
        ])
        #expect(use.limit == Self.machine && use.used == 300 * 4_096)
    }

    @Test("Where the kernel tells nothing, nothing is known of what is used", arguments: ["", "nonsense\n::\n"])
    func nothing(groups: String) {
        let use = self.use(["/proc/self/cgroup": groups])
        #expect(use.limit == Self.machine && use.used == nil)
    }

    @Test("This machine tells")
    func here() {
        let use = MemoryUse()
        #expect((use.limit ?? 0) > 1 << 20 && (use.used ?? 0) > 1 << 20)
    }
}
