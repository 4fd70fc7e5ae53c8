import CallModel
import ConnectorHTTP
import Manifests

/// Reads the body of an answer: strict JSON, jq, records, numbers, fields.
struct CRMAnswerReader: Sendable {
    private let query: any JSONQuery
    private let records: RecordReader
    private let limit: Int
    private let part: String

    /// - Parameter index: The request whose answers are read.
    init(
        _ manifest: ConnectorManifest, index: Int, settings: ConnectorSettings, compiler: any JSONQueryCompiler,
        indexer: any NumberIndexer
    ) throws(ConnectorBuildError) {
        self.limit = manifest.limits.records
        guard let mapping = manifest.mapping else { throw ConnectorBuildError(part: "records", reason: "there is no program") }
        let own = manifest.requests[index].records
        self.part = own == nil ? "records" : "requests[\(index)].records"
        let program = RecordQuery(mapping, records: own, limit: self.limit).program
        guard let query = try compiler.compile(optional: program, name: "records, caller, numbers") else {
            throw ConnectorBuildError(part: "records", reason: "there is no program")
        }
        self.query = query
        self.records = RecordReader(
            mapping: mapping, matcher: NumberMatcher(indexer: indexer, region: settings.region))
    }

    /// - Parameters:
    ///   - variables: `$settings` and `$number`.
    ///   - note: Told what was wrong or left out.
    func read(
        _ body: [UInt8], for number: PhoneNumber, variables: [String: [UInt8]], within left: Duration,
        note: (ConnectorEvent) -> Void
    ) async throws(ConnectorError) -> [Finding] {
        var results: [[UInt8]]
        do throws(JSONQueryError) {
            results = try await self.query.run(on: body, variables: variables, within: left)
        } catch {
            // Programs for fields catch their own failures, so what failed here is `records`.
            throw ConnectorError(error, part: self.part, note: note)
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
            note(.unusable(part: error.part == "records" ? self.part : error.part))
            throw .badPayload
        }
    }
}
