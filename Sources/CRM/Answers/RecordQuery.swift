import CallModel
import Manifests

/// All jq programs of a mapping joined into one, so that an answer is parsed once and one run reads it whole.
///
/// Each result stands for one record: `{"type": …, "caller": {<member>: [value…]} or [object…], "numbers": [list…]}`. A program
/// that fails on a record leaves `null` in its place, so that the reader can say which one it was; jq's own message is thrown away.
struct RecordQuery: Sendable {
    let program: String

    /// - Parameters:
    ///   - records: A request's own program instead of the mapping's.
    ///   - limit: Most records; one more is let through, so that the reader sees that there were more.
    init(_ mapping: RecordMapping, records: String? = nil, limit: Int) {
        let caller =
            switch mapping.caller {
            case .whole(let program): Self.guarded(program)
            case .members(let members):
                "{" + members.map { "\"\($0.name)\": \(Self.guarded($0.program))" }.joined(separator: ", ") + "}"
            }
        let numbers = mapping.numbers.map { ", \"numbers\": \(Self.guarded($0))" } ?? ""
        self.program = """
            limit(\(limit + 1); \(Self.grouped(records ?? mapping.records))) | {"type": type, "caller": \(caller)\(numbers)}
            """
    }

    /// The line break ends a comment that the program may end with.
    private static func grouped(_ program: String) -> String { "(\(program)\n)" }

    private static func guarded(_ program: String) -> String { "(try [\(Self.grouped(program))] catch null)" }
}
