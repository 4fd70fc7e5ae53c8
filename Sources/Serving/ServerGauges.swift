internal import AddressBooks
internal import CallModel
internal import CallcardServer
internal import Setup

extension PrometheusRegistry {
    /// Sets the gauges of the configuration in force and its address books before each reading of the metrics.
    func publish(_ configurations: ConfigurationStore, time: any TimeSource) {
        self.onReading { registry in
            let parts = configurations.supervisor.parts
            registry.set("callcard_config_last_reload_successful", to: configurations.refusal == nil ? 1 : 0)
            for book in parts.apiBooks {
                registry.set("callcard_book_contacts", [("book", book.id.value)], to: Double(book.contactCount))
                registry.set("callcard_book_unusable_rows", [("book", book.id.value)], to: Double(book.unreadableCount))
                registry.set("callcard_book_stale", [("book", book.id.value)], to: book.problem == nil ? 0 : 1)
            }
            for book in parts.books {
                let (status, labels) = (book.status, [("book", book.id.value)])
                registry.set("callcard_book_contacts", labels, to: Double(status.contacts))
                registry.set("callcard_book_numbers", labels, to: Double(status.numbers))
                registry.set("callcard_book_unusable_rows", labels, to: Double(status.unusable))
                registry.set("callcard_book_stale", labels, to: status.isStale ? 1 : 0)
                if let age = status.age(at: time.wallNow()) {
                    registry.set("callcard_book_age_seconds", labels, to: age.milliseconds / 1_000)
                }
            }
        }
    }

    /// Sets the gauges of caches and of the memory that there is before each reading of the metrics.
    func publish(_ memory: MemoryWatch) {
        self.onReading { registry in
            for (cache, bytes) in memory.bytes {
                registry.set("callcard_cache_memory_bytes", [("cache", cache)], to: Double(bytes))
            }
            registry.set("callcard_cache_budget_bytes", to: Double(memory.budget.bytes))
            registry.set("callcard_memory_short", to: memory.isShort ? 1 : 0)
            if let limit = memory.limit { registry.set("callcard_memory_limit_bytes", to: Double(limit)) }
        }
    }

    /// Sets the gauges of the journal's file before each reading of the metrics; a journal in memory has none.
    func publish(_ sessions: SessionComponents) {
        guard sessions.journalLogBytes != nil else { return }
        self.onReading { registry in
            if let bytes = sessions.journalLogBytes { registry.set("callcard_journal_log_bytes", to: Double(bytes)) }
            if let isDamaged = sessions.watch.isDamaged { registry.set("callcard_journal_damaged", to: isDamaged ? 1 : 0) }
            if let rows = sessions.watch.unreadableCount { registry.set("callcard_journal_unreadable_rows", to: Double(rows)) }
        }
    }
}
