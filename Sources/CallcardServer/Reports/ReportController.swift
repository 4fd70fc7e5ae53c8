internal import CallModel
internal import HTTPTypes
internal import Hummingbird
internal import Sessions

/// Answers `GET /v1/reports/interactions`: what happened to calls, with codes and tags and without callers, streamed as CSV or JSON.
struct ReportController: Sendable {
    let sites: RuntimeConfigurationStore
    let desk: SessionStore

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/v1/reports/interactions", .roles([.owner, .operator]), answer: self.report)]
    }

    private func report(_ call: APIRequest) async throws(Problem) -> Response {
        guard let principal = call.principal else { throw Problem(.unauthenticated, "A key is needed.") }
        var reader = QueryReader(call.request, known: ["from", "to", "service", "tag"])
        let from = reader.time("from") ?? WallTime(milliseconds: .min)
        let to = reader.time("to") ?? WallTime(milliseconds: .max)
        let tag = reader.text("tag").map { Tag.searchKey($0) }
        try reader.finish()
        var services: Set<String>? = if case .only(let services) = principal.services { services } else { nil }
        if let service = reader.text("service") {
            guard self.sites.current.service(service, in: principal.services) != nil else {
                throw Problem(.serviceNotFound, "There is no such service for this key.")
            }
            services = [service]
        }
        let pages = ReportPages(
            desk: self.desk, sites: self.sites, tag: tag, query: ReportQuery(from: from, to: to, services: services, limit: 500))
        // Before the answer begins: later there is no way to say that the journal can't be read.
        let first = try await pages.first()
        let isCSV = call.request.headers[.accept].map { $0.contains("text/csv") } ?? false
        var headers = HTTPFields()
        headers[.contentType] = isCSV ? "text/csv; charset=utf-8" : "application/json"
        headers[.cacheControl] = "no-store"
        let format: ReportFormat = isCSV ? .csv : .json
        return Response(
            status: .ok, headers: headers, body: ResponseBody { writer in try await pages.write(first, as: format, to: &writer) })
    }
}
