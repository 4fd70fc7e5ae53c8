import CallModel
import StrictJSON

/// The trace of a program that failed on one record, in the place of its results.
///
/// jq's message stays within the results of a run, beside the record's own data, and goes no further than here.
enum CaughtFault {
    /// The handler behind `catch`: an object with the beginning of the message.
    static let program = #"{"failed": (if type == "string" then .[0:512] else null end)}"#

    /// Why the results of a program can't be used, without data of them.
    ///
    /// - Parameters:
    ///   - results: The list of results, or what ``program`` left.
    ///   - program: The program's text.
    ///   - wanted: What the one result must be, such as `must be text`.
    static func reason(_ results: JSONValue?, program: String, wanted: String) -> String {
        if let failed = results?.objectValue {
            return QueryFault(message: failed["failed"]?.stringValue ?? "", program: program).description
        }
        guard let values = results?.arrayValue else { return QueryFault.unknown.description }
        guard values.count <= 1 else { return "yields \(values.count) values, must yield one" }
        return values.first.map { "\(wanted), is \($0.kindName)" } ?? "yields nothing, must yield one value"
    }
}

extension JSONValue {
    /// The value's kind with its article, as jq names kinds.
    var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
