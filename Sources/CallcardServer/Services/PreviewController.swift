internal import Application
internal import CallModel
internal import ContextTemplates
internal import Hummingbird
internal import StrictJSON

/// Answers `POST /v1/templates/preview`: the URL that a template would give, and all that is wrong with it. A bad template is an
/// answer like any other, since owners call this as they type.
struct PreviewController: Sendable {
    let templates: TemplatePreview

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/templates/preview", [.owner, .operator], handler: self.preview)]
    }

    private func preview(_ request: AuthenticatedRequest) async throws -> Response {
        var reader = try await request.bodyReader(known: ["template", "service", "sample"])
        let template = reader.requiredString("template")
        let service = reader.requiredString("service")
        let sample = Self.sample(&reader)
        try reader.finish()
        let preview = try self.templates.preview(template ?? "", of: service ?? "", with: sample, for: request.principal)
        return .object(capacity: 256) { writer in
            writer.member("url", preview.url)
            writer.array("variables") { writer in
                for variable in preview.template.variables { writer.value(variable.name) }
            }
            writer.array("problems") { writer in
                for problem in preview.template.problems {
                    writer.object { writer in
                        writer.member("at", problem.at)
                        writer.member("code", problem.code.rawValue)
                        writer.member("message", problem.message)
                    }
                }
            }
        }
    }

    /// The member `sample`: texts by name of variable, such as `{"Customer.FirstName": "Anna"}`; an empty text is a missing value.
    private static func sample(_ reader: inout BodyReader) -> PreviewSample {
        var sample = PreviewSample()
        guard let value = reader["sample"] else { return sample }
        guard let object = value.objectValue else {
            let _: String? = reader.wrong("sample", "must be an object")
            return sample
        }
        for (name, value) in object.members {
            guard let text = value.stringValue, sample.set(name, to: text) else {
                let _: String? = reader.wrong("sample", "must hold texts by name of variable")
                continue
            }
        }
        return sample
    }
}
