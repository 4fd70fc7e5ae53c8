import CallModel

/// Reads the body of an answer: strict JSON, jq, records, numbers, fields.
struct AnswerReader: Sendable {
    private let query: any JSONQuery
    private let records: RecordReader
    private let limit: Int
    private let settings: [UInt8]

    init(
        _ manifest: ConnectorManifest, settings: ConnectorSettings, compiler: any JSONQueryCompiler, indexer: any NumberIndexer
    ) throws(ConnectorBuildError) {
        self.limit = manifest.limits.records
        let program = RecordQuery(manifest.mapping, limit: self.limit).program
        guard let query = try compiler.compile(optional: program, name: "records, caller, numbers") else {
            throw ConnectorBuildError(part: "records", reason: "there is no program")
        }
        self.query = query
        self.settings = JQInput.settings(settings)
        self.records = RecordReader(
            mapping: manifest.mapping, matcher: NumberMatcher(indexer: indexer, region: settings.region))
    }

    /// - Parameter note: Told what was wrong or left out.
    func read(
        _ body: [UInt8], for number: PhoneNumber, within left: Duration, note: (CRMNote) -> Void
    ) async throws(ConnectorError) -> [Finding] {
        let variables = ["settings": self.settings, "number": JQInput.number(number)]
        var results: [[UInt8]]
        do throws(JSONQueryError) {
            results = try await self.query.run(on: body, variables: variables, within: left)
        } catch {
            throw Self.error(for: error, note: note)
        }
        if results.count > self.limit {
            note(.cut)
            results.removeLast(results.count - self.limit)
        }
        do throws(RecordReader.Fault) {
            let outcome = try self.records.read(results, for: number)
            if outcome.mismatched > 0 { note(.mismatched(outcome.mismatched)) }
            return outcome.findings
        } catch {
            note(.unusable(part: error.part))
            throw .badPayload
        }
    }

    private static func error(for error: JSONQueryError, note: (CRMNote) -> Void) -> ConnectorError {
        switch error {
        case .invalidDocument:
            note(.notJSON)
            return .badPayload
        // Programs for fields catch their own failures, so what failed here is `records`.
        case .failed:
            note(.unusable(part: "records"))
            return .badPayload
        case .tooLarge: return .tooLarge
        case .timeout: return .timeout
        case .invalidProgram, .disabled: return .internal
        }
    }
}
