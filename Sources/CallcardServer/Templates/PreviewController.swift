internal import CallModel
internal import ContextTemplates
internal import Hummingbird
internal import StrictJSON

/// Answers `POST /v1/templates/preview`: the URL that a template would give, and all that is wrong with it. A bad template is an
/// answer like any other, since owners call this as they type.
struct PreviewController: Sendable {
    let sites: RuntimeConfigurationStore
    let numbers: any NumberParser

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/templates/preview", .roles([.owner, .operator]), answer: self.preview)]
    }

    private func preview(_ call: APIRequest) async throws(Problem) -> Response {
        guard let principal = call.principal else { throw Problem(.unauthenticated, "A key is needed.") }
        var reader = try BodyReader(try await call.jsonBody(), known: ["template", "service", "sample"])
        let text = reader.requiredString("template")
        let id = reader.requiredString("service")
        if let sample = reader["sample"], sample.objectValue == nil {
            let _: String? = reader.wrong("sample", "must be an object")
        }
        let sample = PreviewSample(reader["sample"]?.objectValue, reader: &reader)
        try reader.finish()
        let site = self.sites.current
        guard let settings = site.service(id ?? "", in: principal.services)?.settings else {
            throw Problem(.serviceNotFound, "There is no such service for this key.")
        }
        let template = ContextURLTemplate(
            text ?? "", parameters: settings.parameters.map(\.name), schemes: site.schemes)
        let values = try sample.values(for: settings, numbers: self.numbers, region: settings.region ?? site.region)
        return Response(json: Self.encoded(template, url: try? template.url(for: values)))
    }

    private static func encoded(_ template: ContextURLTemplate, url: String?) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.object { writer in
            writer.member("url", url)
            writer.array("variables") { writer in
                for variable in template.variables { writer.value(variable.name) }
            }
            writer.array("problems") { writer in
                for problem in template.problems {
                    writer.object { writer in
                        writer.member("at", problem.at)
                        writer.member("code", problem.code.rawValue)
                        writer.member("message", problem.message)
                    }
                }
            }
        }
        return writer.bytes
    }
}
