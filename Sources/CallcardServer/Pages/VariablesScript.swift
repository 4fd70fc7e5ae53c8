internal import ContextTemplates
internal import StrictJSON

/// `variables.js`: the variables of templates as a module for the settings page, made of the one list that there is.
enum VariablesScript {
    /// Two lists of `[name, meaning, example]`: `VARIABLES` for contexts, `PLACE_VARIABLES` for maps besides.
    static let bytes: [UInt8] = {
        let (places, others) = (VariableRegistry.entries.filter(\.isOfMaps), VariableRegistry.entries.filter { !$0.isOfMaps })
        let script = """
            /** What templates may be made of, with its meaning and an example. @type {[string, string, string][]} */
            export const VARIABLES = [
            \(Self.rows(of: others))
            ];

            /** What templates of maps may be made of besides. @type {[string, string, string][]} */
            export const PLACE_VARIABLES = [
            \(Self.rows(of: places))
            ];

            """
        return Array(script.utf8)
    }()

    private static func rows(of entries: [VariableRegistry.Entry]) -> String {
        entries.map { entry in
            // Back quotes mark code in the docs.
            let texts = [entry.name, entry.meaning.filter { $0 != "`" }, entry.example].map(Self.quoted)
            return "  [\(texts.joined(separator: ", "))],"
        }.joined(separator: "\n")
    }

    /// A text as JSON writes it, which JavaScript reads alike.
    private static func quoted(_ text: String) -> String {
        String(decoding: JSONValue.string(text).encoded(), as: UTF8.self)
    }
}

extension VariableRegistry.Entry {
    fileprivate var isOfMaps: Bool { self.use == .maps }
}
