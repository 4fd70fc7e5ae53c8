/// Compiles programs of a query language over JSON.
public protocol JSONQueryCompiler: Sendable {
    /// Checks and compiles `program`.
    ///
    /// - Parameters:
    ///   - program: The query's text, written by the maker of a manifest.
    ///   - name: The program's name in errors, such as `caller`.
    func compile(_ program: String, name: String) throws(JSONQueryError) -> any JSONQuery
}

/// A compiled query, run on untrusted documents.
public protocol JSONQuery: Sendable {
    /// Runs the query on one JSON document.
    ///
    /// - Parameters:
    ///   - document: UTF-8 JSON as it came; it is checked strictly before anything runs.
    ///   - variables: Values for `$name` in the program, as JSON texts.
    ///   - deadline: The time for which the caller waits.
    /// - Returns: Each result as UTF-8 JSON. Integers of 16 digits and more come back as strings, digit for digit.
    func run(on document: [UInt8], variables: [String: [UInt8]], within deadline: Duration) async throws(JSONQueryError)
        -> [[UInt8]]
}

/// Why a query gave nothing. No case carries data or a message of the library, which would repeat it.
public enum JSONQueryError: Error, Hashable, Sendable {
    /// The program is not one; `reason` is ours and fit to be shown to its writer. `place` is where, if that is known.
    case invalidProgram(reason: String, place: ProgramPlace? = nil)
    /// The document is no strict JSON.
    case invalidDocument
    /// The program failed on this document.
    case failed(QueryFault)
    /// The results are larger or more than allowed.
    case tooLarge
    /// It did not end in time.
    case timeout
    /// It never ended before; it is not run again until the configuration is loaded anew.
    case disabled
}

/// A place in a program's text.
public struct ProgramPlace: Hashable, Sendable {
    /// From 1.
    public let line: Int
    /// In characters, from 1.
    public let column: Int

    /// A place; both count from 1.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}
