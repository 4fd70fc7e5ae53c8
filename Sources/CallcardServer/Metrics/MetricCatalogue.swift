/// All metrics with what they mean; `/metrics` and the docs show these lines. Labels are bounded: connectors, outcomes, routes.
public enum MetricCatalogue {
    /// Name without suffix, and the help line.
    public static let entries: [(name: String, help: String)] = [
        ("callcard_lookups_total", "Lookups answered, by status."),
        ("callcard_lookup_seconds", "Time from the end of a lookup's request to its answer."),
        ("callcard_connector_answers_total", "Answers of connectors that were asked, by outcome."),
        ("callcard_connector_cached_total", "Lookups for which a connector's kept answer was used."),
        ("callcard_connector_stale_total", "Lookups for which a kept answer past its fresh life was used."),
        ("callcard_connector_retries_total", "Questions that were sent a second time."),
        ("callcard_breaker_state", "A connector's breaker: 0 closed, 1 half open, 2 open."),
        ("callcard_connector_seconds", "Time that a connector took to answer."),
        ("callcard_connector_notes_total", "Records and answers of CRMs that were not used, by reason."),
        ("callcard_http_requests_total", "Requests to the HTTP interface, by route and status."),
        ("callcard_http_request_seconds", "Time that the interface took for a request, by route."),
        ("callcard_tokens_refused_total", "Bearer tokens that were not taken, by reason."),
        ("callcard_token_key_fetches_total", "Fetches of token issuers' keys, by result."),
        ("callcard_webhooks_total", "Webhooks by connector and what became of them."),
        ("callcard_webhooks_held", "What webhooks said of sessions that nobody has heard of yet."),
        ("callcard_webhook_deliveries", "Deliveries of webhooks that are remembered, so that repeating them does nothing."),
        ("callcard_cache_entries", "Kept answers of connectors."),
        ("callcard_cache_bytes", "Memory of kept answers, roughly."),
        ("callcard_memo_entries", "Finished answers that are given again as they are."),
        ("callcard_questions_under_way", "Questions to connectors under way."),
        ("callcard_lookups_waiting", "Lookups waiting for connectors."),
        ("callcard_session_contexts", "Contexts attached to sessions."),
        ("callcard_sessions_live", "Calls that go on."),
        ("callcard_event_streams", "Open event streams."),
        ("callcard_journal_waiting", "Changes that wait for the journal."),
        ("callcard_journal_available", "0 where the journal did not take the last changes."),
        ("callcard_journal_log_bytes", "Size of the journal's write-ahead log."),
        ("callcard_book_contacts", "Contacts of an address book."),
        ("callcard_book_numbers", "Numbers of an address book."),
        ("callcard_book_unusable_rows", "Rows of an address book without a usable number."),
        ("callcard_book_age_seconds", "Time since an address book was loaded."),
        ("callcard_book_stale", "1 where an address book's file can't be used and the old one stands."),
        ("callcard_config_last_reload_successful", "1 where the last reload of the configuration was taken."),
        ("callcard_config_reloads_total", "Reloads of the configuration, by result."),
    ]

    static let help = Dictionary(uniqueKeysWithValues: Self.entries.map { ($0.name, $0.help) })
}
