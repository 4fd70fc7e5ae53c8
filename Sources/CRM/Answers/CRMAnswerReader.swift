import CallModel
import ConnectorHTTP
import Manifests

/// Reads the body of an answer: strict JSON, jq, records, numbers, fields.
struct CRMAnswerReader: Sendable {
    private let query: any JSONQuery
    private let records: RecordReader
    /// The most records of the caller's number that are taken.
    private let limit: Int
    private let part: String

    /// - Parameter index: The request whose answers are read.
    /// - Throws: Where the manifest has no program for records, or one that does not compile.
    init(
        _ manifest: ConnectorManifest, index: Int, compiler: any JSONQueryCompiler, indexer: any NumberIndexer
    ) throws(ConnectorBuildError) {
        self.limit = manifest.limits.records
        guard let mapping = manifest.mapping else { throw ConnectorBuildError(part: "records", reason: "there is no program") }
        let own = manifest.requests[index].records
        self.part = own == nil ? "records" : "requests[\(index)].records"
        let program = Self.program(mapping, records: own ?? mapping.records)
        guard let query = try compiler.compile(optional: program, name: "records, caller, numbers") else {
            throw ConnectorBuildError(part: "records", reason: "there is no program")
        }
        self.query = query
        self.records = RecordReader(mapping: mapping, matcher: NumberMatcher(indexer: indexer))
    }

    /// Reads one answer.
    ///
    /// - Parameters:
    ///   - region: The region in which national writings are read.
    ///   - variables: `$settings` and `$number`.
    ///   - left: Time for the jq program.
    ///   - onEvent: Called with what was wrong or left out.
    func read(
        _ body: [UInt8], for number: PhoneNumber, in region: Region?, variables: [String: [UInt8]], within left: Duration,
        onEvent: (ConnectorEvent) -> Void
    ) async throws(ConnectorError) -> [Finding] {
        var results: [[UInt8]]
        do throws(JSONQueryError) {
            results = try await self.query.run(on: body, variables: variables, within: left)
        } catch {
            // Programs for fields catch their own failures, so what failed here is `records`.
            throw ConnectorError(error, part: self.part, onEvent: onEvent)
        }
        var isCut = results.count > ConnectorManifest.Limits.mostRead
        if isCut { results.removeLast(results.count - ConnectorManifest.Limits.mostRead) }
        do throws(RecordReader.Fault) {
            let result = try self.records.read(results, for: number, in: region)
            // Only now: records of other numbers take nobody's place.
            isCut = isCut || result.findings.count > self.limit
            if isCut { onEvent(.cut) }
            if result.mismatched > 0 { onEvent(.mismatched(result.mismatched)) }
            return Array(result.findings.prefix(self.limit))
        } catch {
            let part = error.part == "records" ? self.part : error.part
            onEvent(.unusable(part: part))
            throw .unusable(ProgramFault(part: part, reason: error.reason))
        }
    }

    /// All jq programs of a mapping joined into one, so that an answer is parsed once and one run reads it whole.
    ///
    /// Each result stands for one record: `{"type": …, "caller": {<member>: [value…]} or [object…], "numbers": [list…]}`. A
    /// program that fails on a record leaves ``CaughtFault`` in its place, so that the reader can say which one it was, and on what kind
    /// of value.
    ///
    /// One record more than are looked at is let through, so that the reader sees that there were more.
    private static func program(_ mapping: RecordMapping, records: String) -> String {
        // The line break ends a comment that the program may end with.
        func grouped(_ program: String) -> String { "(\(program)\n)" }
        func guarded(_ program: String) -> String { "(try [\(grouped(program))] catch \(CaughtFault.program))" }
        let caller =
            switch mapping.caller {
            case .whole(let program): guarded(program)
            case .members(let members):
                "{" + members.map { "\"\($0.name)\": \(guarded($0.program))" }.joined(separator: ", ") + "}"
            }
        let numbers = mapping.numbers.map { ", \"numbers\": \(guarded($0))" } ?? ""
        return """
            limit(\(ConnectorManifest.Limits.mostRead + 1); \(grouped(records))) | {"type": type, "caller": \(caller)\(numbers)}
            """
    }
}
