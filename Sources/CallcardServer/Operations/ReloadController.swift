internal import CallModel
internal import Hummingbird

/// Answers `POST /v1/reload`: the new configuration is in force, or all its problems are told and the old one is kept.
struct ReloadController: Sendable {
    let reloader: any Reloader

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/reload", .roles([.operator]), answer: self.reload)]
    }

    private func reload(_: Call) async throws(Problem) -> Response {
        do throws(ReloadFailure) {
            try await self.reloader.reload()
        } catch {
            throw .unprocessable(error.faults.map { Problem.Fault($0.place, .invalidValue, $0.message) })
        }
        return Response(json: Array(#"{"status":"reloaded"}"#.utf8))
    }
}
