package import CallModel
internal import Enrichment
internal import Metrics
internal import Sessions

/// Applies task updates: statements of flows about callers whose calls go on.
package struct TaskUpdater: Sendable {
    private let runtimeStore: RuntimeConfigurationStore
    private let enricher: Enricher
    private let sessionStore: SessionStore
    private let updated = Counter(label: "callcard_task_updates_total", dimensions: [("result", "taken")])
    private let notLive = Counter(label: "callcard_task_updates_total", dimensions: [("result", "notLive")])

    init(runtimeStore: RuntimeConfigurationStore, enricher: Enricher, sessionStore: SessionStore) {
        self.runtimeStore = runtimeStore
        self.enricher = enricher
        self.sessionStore = sessionStore
    }

    /// Applies a statement to a task's context, before the flow has its answer.
    ///
    /// - Parameter task: The session's id.
    /// - Returns: The context's revision.
    /// - Throws: `sessionNotLive` for tasks that have ended, are unknown, or out of the principal's scope.
    package func update(_ task: String, with statement: CallerStatement, by principal: Principal) throws(Refusal) -> Int {
        let task = self.sessionStore.name(task, within: principal.services)
        let call = self.sessionStore.sessionInMemory(task, within: principal.services)
        let plan = call.flatMap { self.runtimeStore.current.services[$0.service]?.plan }
        let revision: Int
        do throws(SessionNotLive) {
            revision = try self.enricher.update(statement, in: task, scope: principal.services, plan: plan)
        } catch {
            self.notLive.increment()
            throw Refusal(
                .sessionNotLive,
                "There is no such live task for this key: it has ended, or was never heard of. Don't repeat this call.")
        }
        self.updated.increment()
        return revision
    }
}
