internal import Glibc

/// The memory that this process may have, and has, as the kernel tells: by its control group, of either version, else by the machine.
struct MemoryUse: Sendable {
    /// Where a control group's figures are.
    private struct Group {
        let limit: Int
        let usage: String
        let statistics: String
        /// The names of the lines that count cached files, which the kernel takes back by itself.
        let files: [String]
    }

    /// Bytes that the process may have: the least of its control groups' limits and the machine's memory; `nil` where neither is known.
    let limit: Int?
    private let group: Group?
    private let text: @Sendable (_ path: String) -> String?

    /// - Parameters:
    ///   - machine: Bytes of the machine's memory.
    ///   - text: Reads a small file of the kernel's; `nil` where there is none.
    init(
        machine: Int? = Self.machine, text: @escaping @Sendable (_ path: String) -> String? = Self.read
    ) {
        let groups = Self.groups(text).filter { $0.limit < machine ?? .max }
        self.group = groups.min { $0.limit < $1.limit }
        self.limit = self.group?.limit ?? machine
        self.text = text
    }

    /// Bytes that are in use: the whole control group's but for cached files, else the process's own.
    var used: Int? {
        guard let group else { return Self.anonymous(self.text("/proc/self/statm")) }
        guard let usage = self.text(group.usage).flatMap(Self.number) else { return nil }
        let lines = (self.text(group.statistics) ?? "").split(separator: "\n")
        let files = lines.reduce(0) { sum, line in
            let words = line.split(separator: " ")
            return sum + (words.count == 2 && group.files.contains(String(words[0])) ? Int(words[1]) ?? 0 : 0)
        }
        return max(0, usage - files)
    }

    /// The groups of this process that have a limit, those around its own among them.
    private static func groups(_ text: (String) -> String?) -> [Group] {
        (text("/proc/self/cgroup") ?? "").split(separator: "\n").flatMap { line -> [Group] in
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return [] }
            let path = String(parts[2])
            if parts[1] == "" {
                return Self.ancestors(path).flatMap { path in
                    ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"].compactMap { Self.second($0 + path, text) }
                }
            }
            guard parts[1].split(separator: ",").contains("memory") else { return [] }
            // Within a container the group's path is that of the host, and its files are at the top.
            let top = "/sys/fs/cgroup/memory"
            return [Self.first(path == "/" ? top : top + path, text) ?? Self.first(top, text)].compactMap(\.self)
        }
    }

    private static func first(_ folder: String, _ text: (String) -> String?) -> Group? {
        let statistics = folder + "/memory.stat"
        guard let lines = text(statistics)?.split(separator: "\n"),
            let line = lines.first(where: { $0.hasPrefix("hierarchical_memory_limit ") }),
            let limit = Int(line.split(separator: " ")[1])
        else { return nil }
        return Group(
            limit: limit, usage: folder + "/memory.usage_in_bytes", statistics: statistics,
            files: ["total_inactive_file", "total_active_file"])
    }

    private static func second(_ folder: String, _ text: (String) -> String?) -> Group? {
        text(folder + "/memory.max").flatMap(Self.number).map { limit in
            Group(
                limit: limit, usage: folder + "/memory.current", statistics: folder + "/memory.stat",
                files: ["inactive_file", "active_file"])
        }
    }

    /// `/a/b`, `/a` and the top.
    private static func ancestors(_ path: String) -> [String] {
        var (paths, parts) = ([""], path.split(separator: "/"))
        while !parts.isEmpty {
            paths.insert("/" + parts.joined(separator: "/"), at: paths.count - 1)
            parts.removeLast()
        }
        return paths
    }

    /// `nil` also for `max`.
    private static func number(_ text: String) -> Int? { Int(text.prefix { $0.isNumber }) }

    /// Resident pages that are of no file, in bytes.
    private static func anonymous(_ text: String?) -> Int? {
        let pages = (text ?? "").split(separator: " ").prefix(3).compactMap { Int($0) }
        return pages.count == 3 ? max(0, pages[1] - pages[2]) * Self.pageSize : nil
    }

    private static var pageSize: Int { sysconf(CInt(_SC_PAGESIZE)) }

    /// Bytes of the machine's memory; `nil` where that is not known.
    static var machine: Int? {
        let pages = sysconf(CInt(_SC_PHYS_PAGES))
        return pages > 0 ? pages * Self.pageSize : nil
    }

    /// The text of a file of the kernel's, up to 16 KiB.
    static func read(_ path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
