import CallModel
import YAMLReader

/// The functions that programs of a manifest share: jq definitions, put in front of each program that uses one of them.
struct ManifestFunctions {
    /// No functions.
    static let none = ManifestFunctions(text: "", names: [])

    private let text: String
    private let names: Set<Substring>

    /// Definitions such as `def digits: gsub("[^0-9]"; "");`.
    init(_ definitions: String) {
        let words = Self.words(definitions)
        let names = zip(words, words.dropFirst()).filter { $0.0 == "def" }.map(\.1)
        self.init(text: definitions + "\n", names: Set(names))
    }

    private init(text: String, names: Set<Substring>) {
        self.text = text
        self.names = names
    }

    /// A program that does nothing but define them, to see whether they can be used.
    var alone: String { self.text + "." }

    /// `program` as jq gets it. One that uses none of them stays as it is, and is as quick as before.
    func inFront(of program: String) -> String { self.areUsed(in: program) ? self.text + program : program }

    /// The place in `program` of a place in what jq got; `nil` for one within the definitions.
    func place(_ place: ProgramPlace, in program: String) -> ProgramPlace? {
        guard self.areUsed(in: program) else { return place }
        let line = place.line - self.text.count(where: { $0 == "\n" })
        return line > 0 ? ProgramPlace(line: line, column: place.column) : nil
    }

    private func areUsed(in program: String) -> Bool {
        !self.names.isEmpty && Self.words(program).contains(where: self.names.contains)
    }

    /// Runs of letters, digits and underscores: names, and what is none.
    private static func words(_ program: String) -> [Substring] {
        program.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")) }
    }
}
