internal import CallModel
internal import CallcardServer
internal import Glibc

/// The process as the kernel sees it, for metrics.
enum ProcessGauges {
    /// Descriptors that are open; `nil` where there is no `/proc`.
    static var openDescriptors: Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // Not the folder itself, the one above it, and the descriptor that reads it.
        return max(0, count - 3)
    }

    /// Descriptors that may be open at once; `nil` where there is no limit.
    static var maxDescriptors: Int? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur != ~0 else { return nil }
        return Int(clamping: limit.rlim_cur)
    }

    /// Bytes of memory that the process has at the moment; `nil` where there is no `/proc`.
    static var residentBytes: Int? {
        guard let file = fopen("/proc/self/statm", "re") else { return nil }
        defer { fclose(file) }
        var text = [CChar](repeating: 0, count: 128)
        guard fgets(&text, CInt(text.count), file) != nil else { return nil }
        // Pages in all, then those that are resident.
        let words = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: " ")
        guard words.count > 1, let pages = Int(words[1]) else { return nil }
        return pages * sysconf(CInt(_SC_PAGESIZE))
    }
}

extension PrometheusRegistry {
    /// Sets the gauges of this process before each reading of the metrics.
    ///
    /// - Parameter start: When it started.
    func publishProcess(startedAt start: WallTime) {
        self.set("callcard_process_start_seconds", to: Double(start.milliseconds) / 1_000)
        self.onReading { registry in
            if let bytes = ProcessGauges.residentBytes { registry.set("callcard_process_resident_bytes", to: Double(bytes)) }
            if let open = ProcessGauges.openDescriptors { registry.set("callcard_process_open_descriptors", to: Double(open)) }
            if let most = ProcessGauges.maxDescriptors { registry.set("callcard_process_max_descriptors", to: Double(most)) }
        }
    }
}
