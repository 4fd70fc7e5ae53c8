import Sessions

/// Items of service `support`.
extension FeedItem {
    static func entry(_ session: String) -> Self { .init(.entry, session: session, service: "support") }
    static func removed(_ session: String) -> Self { .init(.removed, session: session, service: "support") }
    static func context(_ session: String) -> Self { .init(.context, session: session, service: "support") }
    static func concluded(_ session: String) -> Self { .init(.concluded, session: session, service: "support") }
}
