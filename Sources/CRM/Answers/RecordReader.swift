import CallModel
import Manifests
import StrictJSON

/// Makes findings of the records that a ``CRMAnswerReader``'s program yields.
struct RecordReader: Sendable {
    let mapping: RecordMapping
    let matcher: NumberMatcher

    /// The findings of one answer.
    struct ReadingResult {
        var findings: [Finding] = []
        /// Records that belong to other numbers.
        var mismatched = 0
    }

    /// Why a record can't be used.
    struct Fault: Error {
        /// The part of the manifest that yields something else than it must: `records`, `numbers`, `caller` or `caller.<field>`.
        let part: String
        /// The fault in words, without data.
        let reason: String
    }

    /// Reads records in the source's order.
    ///
    /// - Parameters:
    ///   - results: One JSON text a record.
    ///   - region: The region in which national writings are read.
    /// - Throws: ``Fault`` for the first wrong type; half an answer is no answer.
    func read(
        _ results: some Sequence<[UInt8]>, for number: PhoneNumber, in region: Region?
    ) throws(Fault) -> ReadingResult {
        var result = ReadingResult()
        for text in results {
            let record = try? StrictJSON.parse(text, maxDepth: 80).objectValue
            guard let record, let type = record["type"]?.stringValue, type == "object" || type == "array" else {
                let kind = record?["type"]?.stringValue.map { "is \($0)" } ?? "can't be read"
                throw Fault(part: "records", reason: "a record must be an object or an array, \(kind)")
            }
            guard let grade = try self.grade(record, for: number, in: region) else {
                result.mismatched += 1
                continue
            }
            let caller = try self.caller(record["caller"])
            if !caller.isEmpty { result.findings.append(Finding(grade: grade, caller: caller)) }
        }
        return result
    }

    private func grade(_ record: JSONObject, for number: PhoneNumber, in region: Region?) throws(Fault) -> Grade? {
        guard self.mapping.numbers != nil else { return .unverified }
        let results = record["numbers"]
        guard let lists = results?.arrayValue, lists.count == 1, let list = lists[0].arrayValue else {
            let reason = CaughtFault.reason(
                results, program: self.mapping.numbers ?? "", wanted: "must be an array of texts")
            throw Fault(part: "numbers", reason: reason)
        }
        var texts: [String] = []
        for value in list {
            guard let scalar = FieldScalar(value) else {
                throw Fault(part: "numbers", reason: "must be an array of texts, holds \(value.kindName)")
            }
            if let text = scalar.text { texts.append(text) }
        }
        return self.matcher.grade(of: texts, for: number, in: region)
    }

    private func caller(_ value: JSONValue?) throws(Fault) -> Caller {
        var draft = CallerDraft()
        switch (self.mapping.caller, value) {
        case (.members(let members), .object(let object)?):
            for member in members {
                let results = object[member.name]
                guard let values = results?.arrayValue, values.count <= 1, draft.set(member.name, values.first ?? .null) else {
                    throw Self.fault(member.name, results, program: member.program)
                }
            }
        case (.whole(let program), let results):
            guard let objects = results?.arrayValue, objects.count == 1, let object = objects[0].objectValue else {
                let reason = CaughtFault.reason(results, program: program, wanted: "must be an object")
                throw Fault(part: "caller", reason: reason)
            }
            for (name, value) in object.members {
                // The names come from the source here, so they are no labels unless they are ours.
                guard RecordMapping.memberNames.contains(name) else {
                    throw Fault(part: "caller", reason: "has a member that is no field of a caller")
                }
                guard draft.set(name, value) else { throw Self.fault(name, .array([value]), program: program) }
            }
        default: throw Fault(part: "caller", reason: QueryFault.unknown.description)
        }
        return draft.caller
    }

    /// The fault of one member.
    private static func fault(_ name: String, _ results: JSONValue?, program: String) -> Fault {
        let isList = name == "telNumbers" || name == "customFields"
        let wanted = isList ? "must be {name: value} or an array of {name, value} with texts" : "must be text, a number or null"
        return Fault(part: "caller.\(name)", reason: CaughtFault.reason(results, program: program, wanted: wanted))
    }
}
