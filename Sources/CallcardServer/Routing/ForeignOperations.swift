/// Operations that flows of a public connector know of, and that are not served: calls to be made later, and tasks that are no calls.
///
/// They are no routes of the interface. A flow that meets one learns by the answer that trying again is useless, and why.
enum ForeignOperations {
    private static let scheduling = (
        paths: ["/v1/scheduler-entries", "/v1/triggers/scheduler-entries"],
        detail: "Scheduler entries are not served here: Callcard makes no calls. Take this step out of the flow."
    )
    private static let tasks = (
        paths: ["/v1/ExternalTasks"],
        detail: "External tasks are not served here: Callcard knows of telephone calls only. Take this step out of the flow."
    )

    /// The words for people about a path that no route has; `nil` where it is no such operation either.
    static func detail(of path: String) -> String? {
        [Self.scheduling, Self.tasks].first { $0.paths.contains { path == $0 || path.hasPrefix($0 + "/") } }?.detail
    }
}
