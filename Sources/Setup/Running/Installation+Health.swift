internal import AddressBooks
public import CallModel
package import CallcardServer
internal import Places
internal import SignIn
internal import Waiting

extension Installation: HealthCheck {
    public var health: [Health] {
        let (parts, places, refusal) = self.state.withLock { ($0.parts, $0.places, $0.refusal) }
        return [Health(name: "configuration", trouble: refusal.map(Self.trouble))]
            + parts.books.map { book in Health(name: "book \(book.id)", trouble: book.status.problem.map { "\($0)" }) }
            + parts.fedBooks.map { book in Health(name: "book \(book.id)", trouble: book.problem.map { "\($0)" }) }
            + parts.tokenKeys.flatMap(\.health)
            + [places].compactMap(\.self).map { Health(name: "map database", trouble: $0.problem?.description) }
    }

    /// Names the first fault's place; all of them are in the log.
    private static func trouble(of refusal: ReloadFailure) -> String {
        let others = refusal.faults.count - 1
        let more = others < 1 ? "" : " and \(others) more fault\(others == 1 ? "" : "s")"
        // Probes are open to all: the folders above a file are nobody's business.
        let first = refusal.faults.first?.place.split(separator: "/").suffix(2).joined(separator: "/") ?? ""
        return "the last reload was refused (\(first)\(more)); the configuration before it is in force"
    }

    /// Sets the gauges of books and configuration before each reading of the metrics.
    package func publish(to registry: PrometheusRegistry) {
        registry.onReading { registry in
            let (parts, isRefused) = self.state.withLock { ($0.parts, $0.refusal != nil) }
            registry.set("callcard_config_last_reload_successful", to: isRefused ? 0 : 1)
            for book in parts.fedBooks {
                registry.set("callcard_book_contacts", [("book", book.id.value)], to: Double(book.contactCount))
                registry.set("callcard_book_stale", [("book", book.id.value)], to: book.problem == nil ? 0 : 1)
            }
            for book in parts.books {
                let (status, labels) = (book.status, [("book", book.id.value)])
                registry.set("callcard_book_contacts", labels, to: Double(status.contacts))
                registry.set("callcard_book_numbers", labels, to: Double(status.numbers))
                registry.set("callcard_book_unusable_rows", labels, to: Double(status.unusable))
                registry.set("callcard_book_stale", labels, to: status.isStale ? 1 : 0)
                if let age = status.age(at: self.time.wallNow()) {
                    registry.set("callcard_book_age_seconds", labels, to: age.milliseconds / 1_000)
                }
            }
        }
    }
}
