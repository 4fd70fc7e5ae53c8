internal import Application
internal import CallModel
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Answers `GET /v1/reports/interactions`: what happened to calls, with codes and tags and without callers, streamed as CSV or JSON.
struct ReportController: Sendable {
    let useCases: UseCases

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/v1/reports/interactions", [.owner, .operator], handler: self.report)]
    }

    private func report(_ request: AuthenticatedRequest) async throws -> Response {
        var query = request.query(known: ["from", "to", "service", "tag"])
        var wanted = ReportRequest()
        wanted.from = query.time("from") ?? wanted.from
        wanted.to = query.time("to") ?? wanted.to
        wanted.tag = query.text("tag")
        try query.finish()
        wanted.service = query.text("service")
        let report = try self.useCases.report(wanted, for: request.principal)
        // Before the answer begins: later there is no way to say that the journal can't be read.
        let first = try await report.firstPage()
        let isCSV = request.headers[.accept].map { $0.contains("text/csv") } ?? false
        let format: ReportFormat = isCSV ? .csv : .json
        var headers = HTTPFields()
        headers[.contentType] = isCSV ? "text/csv; charset=utf-8" : "application/json"
        headers[.cacheControl] = "no-store"
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in try await Self.write(report, from: first, as: format, to: &writer) })
    }

    /// Writes the whole report, of which the first page is there already. Where the journal can't be read on the way, the answer
    /// breaks off, so that nobody takes half a report for a whole one.
    private static func write(
        _ report: InteractionReport, from first: InteractionReport.Page, as format: ReportFormat,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        var page: InteractionReport.Page? = first
        var isFirst = true
        try await writer.write(format.beginning)
        while let current = page {
            let bytes = format.bytes(of: current.rows, isFirst: isFirst)
            if bytes.readableBytes > 0 { try await writer.write(bytes) }
            isFirst = isFirst && current.rows.isEmpty
            page = try await report.page(after: current)
        }
        if format.end.readableBytes > 0 { try await writer.write(format.end) }
        try await writer.finish(nil)
    }
}
