internal import CallModel
internal import Enrichment
internal import Hummingbird
internal import Metrics
internal import Sessions
internal import StrictJSON

/// Answers `PUT /v1/tasks/{taskId}`: a flow says who calls, while the call goes on.
///
/// What it says is in the session's context, and with whoever waits for it, before the flow has its answer.
struct TaskController: Sendable {
    let sites: RuntimeConfigurationStore
    let enricher: Enricher
    let desk: SessionStore
    private let taken = Counter(label: "callcard_task_updates_total", dimensions: [("result", "taken")])
    private let notLive = Counter(label: "callcard_task_updates_total", dimensions: [("result", "notLive")])

    init(sites: RuntimeConfigurationStore, enricher: Enricher, desk: SessionStore) {
        self.sites = sites
        self.enricher = enricher
        self.desk = desk
    }

    var endpoints: [Endpoint] {
        [Endpoint(.put, "/v1/tasks/{taskId}", .roles([.flow]), answer: self.update)]
    }

    private func update(_ call: APIRequest) async throws(Problem) -> Response {
        guard let principal = call.principal else { throw Problem(.unauthenticated, "A key is needed.") }
        let body = try TaskBody(try await call.jsonBody())
        let id = call.parameter("taskId")
        let plan = self.desk.sessionInMemory(id).flatMap { self.sites.current.services[$0.service]?.plan }
        let revision: Int
        do throws(SessionNotLive) {
            revision = try self.enricher.update(body.statement, in: id, scope: principal.services, plan: plan)
        } catch {
            self.notLive.increment()
            throw Problem(
                .sessionNotLive,
                "There is no such live task for this key: it has ended, or was never heard of. Don't repeat this call.")
        }
        self.taken.increment()
        var writer = JSONWriter(capacity: 24)
        writer.object { $0.member("revision", revision) }
        return Response(json: writer.bytes)
    }
}
