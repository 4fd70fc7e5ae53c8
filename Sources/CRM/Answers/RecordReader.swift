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
    }

    /// Reads records in the source's order.
    ///
    /// - Parameter results: One JSON text a record.
    /// - Throws: ``Fault`` for the first wrong type; half an answer is no answer.
    func read(_ results: some Sequence<[UInt8]>, for number: PhoneNumber) throws(Fault) -> ReadingResult {
        var result = ReadingResult()
        for text in results {
            guard let record = try? StrictJSON.parse(text, maxDepth: 80).objectValue,
                let type = record["type"]?.stringValue, type == "object" || type == "array"
            else { throw Fault(part: "records") }
            guard let grade = try self.grade(record, for: number) else {
                result.mismatched += 1
                continue
            }
            let caller = try self.caller(record["caller"])
            if !caller.isEmpty { result.findings.append(Finding(grade: grade, caller: caller)) }
        }
        return result
    }

    private func grade(_ record: JSONObject, for number: PhoneNumber) throws(Fault) -> Grade? {
        guard self.mapping.numbers != nil else { return .unverified }
        guard let lists = record["numbers"]?.arrayValue, lists.count == 1, let list = lists[0].arrayValue else {
            throw Fault(part: "numbers")
        }
        var texts: [String] = []
        for value in list {
            guard let scalar = FieldScalar(value) else { throw Fault(part: "numbers") }
            if let text = scalar.text { texts.append(text) }
        }
        return self.matcher.grade(of: texts, for: number)
    }

    private func caller(_ value: JSONValue?) throws(Fault) -> Caller {
        var draft = CallerDraft()
        switch (self.mapping.caller, value) {
        case (.members(let members), .object(let object)?):
            for member in members {
                guard let values = object[member.name]?.arrayValue, values.count <= 1 else {
                    throw Fault(part: "caller.\(member.name)")
                }
                guard draft.set(member.name, values.first ?? .null) else { throw Fault(part: "caller.\(member.name)") }
            }
        case (.whole, .array(let objects)?):
            guard objects.count == 1, let object = objects[0].objectValue else { throw Fault(part: "caller") }
            for (name, value) in object.members {
                // The names come from the source here, so they are no labels unless they are ours.
                guard RecordMapping.memberNames.contains(name) else { throw Fault(part: "caller") }
                guard draft.set(name, value) else { throw Fault(part: "caller.\(name)") }
            }
        default: throw Fault(part: "caller")
        }
        return draft.caller
    }
}
