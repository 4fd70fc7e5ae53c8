internal import CallModel
internal import Hummingbird
internal import StrictJSON

/// Answers `POST /v1/reload`: the new configuration is in force, or all its problems are told and the old one is kept.
struct ReloadController: Sendable {
    let reloader: any Reloader

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/reload", .roles([.operator]), answer: self.reload)]
    }

    private func reload(_: APIRequest) async throws(Problem) -> Response {
        let differences: [SettingsDifference]
        do throws(ReloadFailure) {
            differences = try await self.reloader.reload()
        } catch {
            let count = error.faults.count
            throw Problem(
                .invalidValue,
                "The configuration has \(count) error\(count == 1 ? "" : "s"); the old one stays in force.",
                faults: error.faults.map { Problem.Fault($0.place, .invalidValue, $0.message) })
        }
        var writer = JSONWriter(capacity: 64)
        writer.object { writer in
            writer.member("status", "reloaded")
            guard !differences.isEmpty else { return }
            writer.array("differences") { writer in
                for difference in differences {
                    writer.object { writer in
                        writer.member("service", difference.service)
                        writer.texts("pointers", difference.pointers)
                    }
                }
            }
        }
        return Response(json: writer.bytes)
    }
}
