import CallModel
import YAMLReader

extension ManifestReader {
    /// The programs that read an answer.
    func mapping(_ top: YAMLMapping) -> RecordMapping? {
        let records = self.program(top.required("records"), name: "records")
        let caller = self.caller(top.required("caller"))
        let numbers = self.program(top["numbers"], name: "numbers")
        guard let records, let caller else { return nil }
        return RecordMapping(records: records, caller: caller, numbers: numbers)
    }

    private func caller(_ node: YAMLNode?) -> RecordMapping.CallerMapping? {
        guard let node else { return nil }
        guard node.isMapping else { return self.program(node, name: "caller").map { .whole($0) } }
        guard let members = node.mapping(RecordMapping.memberNames).flatMap({ _ in node.members }) else { return nil }
        if members.isEmpty { node.report("needs one field at least, such as displayName") }
        return .members(
            members.compactMap { name, value in
                self.program(value, name: "caller.\(name)").map { RecordMapping.Member(name: name, program: $0) }
            })
    }
}
