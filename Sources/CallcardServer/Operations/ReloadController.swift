internal import CallModel
internal import Hummingbird
internal import StrictJSON

/// Answers `POST /v1/reload`: the new configuration is in force, or all its problems are told and the old one is kept.
struct ReloadController: Sendable {
    let reloader: any Reloader

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/reload", [.operator], handler: self.reload)]
    }

    private func reload(_: AuthenticatedRequest) async throws -> Response {
        let outcome = try await self.reloader.reload()
        return .object(capacity: 64) { writer in
            writer.member("status", "reloaded")
            if !outcome.restartKeys.isEmpty { writer.texts("restart", outcome.restartKeys) }
            guard !outcome.differences.isEmpty else { return }
            writer.array("differences") { writer in
                for difference in outcome.differences {
                    writer.object { writer in
                        writer.member("service", difference.service)
                        writer.texts("pointers", difference.pointers)
                    }
                }
            }
        }
    }
}
