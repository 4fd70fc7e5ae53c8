import CallModel
import ConnectorHTTP
import Manifests
import StrictJSON

/// Reads from an answer the values that later requests need.
struct KeptValueReader: Sendable {
    private let query: any JSONQuery
    private let kept: [ManifestRequest.Keep]
    private let part: String

    /// Returns `nil` where the request keeps nothing.
    init?(_ request: ManifestRequest, index: Int, compiler: any JSONQueryCompiler) throws(ConnectorBuildError) {
        guard !request.keep.isEmpty else { return nil }
        self.part = "requests[\(index)].keep"
        self.kept = request.keep
        // One program for all, so that the answer is parsed once; one that fails leaves null, so that the reader can name it.
        let members = request.keep.map { "\"\($0.name)\": (try [(\($0.program)\n)] catch \(CaughtFault.program))" }
        guard let query = try compiler.compile(optional: "{" + members.joined(separator: ", ") + "}", name: self.part) else {
            return nil
        }
        self.query = query
    }

    /// The values by name; what is null, empty or not there is left out.
    ///
    /// - Parameter onEvent: Called where a value can't be one.
    /// - Throws: ``ConnectorError/badPayload`` for what is no text and no number, and for a text of more than 1,024 bytes.
    func read(
        _ body: [UInt8], variables: [String: [UInt8]], within left: Duration, onEvent: (ConnectorEvent) -> Void
    ) async throws(ConnectorError) -> [String: String] {
        let results: [[UInt8]]
        do throws(JSONQueryError) {
            results = try await self.query.run(on: body, variables: variables, within: left)
        } catch {
            throw ConnectorError(error, part: self.part, onEvent: onEvent)
        }
        let object = results.first.flatMap { try? StrictJSON.parse($0).objectValue }
        var kept: [String: String] = [:]
        for (name, program) in self.kept.map({ ($0.name, $0.program) }) {
            guard let values = object?[name]?.arrayValue, values.count <= 1, let scalar = FieldScalar(values.first ?? .null),
                (scalar.text ?? "").utf8.count <= 1_024
            else {
                let part = "\(self.part).\(name)"
                onEvent(.unusable(part: part))
                let wanted = "must be one text or number of at most 1024 bytes, or null"
                throw .unusable(
                    ProgramFault(part: part, reason: CaughtFault.reason(object?[name], program: program, wanted: wanted)))
            }
            if let text = scalar.text, !text.isEmpty { kept[name] = text }
        }
        return kept
    }
}
