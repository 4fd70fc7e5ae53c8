package import CallModel
package import Manifests
import StrictJSON

/// The input of jq programs that make a request: `{"number": {…}, "settings": {…}, "kept": {…}}`. Secrets are not in it.
package enum JQInput {
    /// The document for one request, as UTF-8 JSON.
    ///
    /// - Parameter kept: The values kept of earlier answers.
    static func document(_ number: PhoneNumber, _ settings: ConnectorSettings, kept: [String: String] = [:]) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("number", encoded: Self.number(number, settings.writings))
            writer.member("settings", encoded: settings.json)
            writer.object("kept") { writer in
                for (name, value) in kept.sorted(by: { $0.key < $1.key }) { writer.member(name, value) }
            }
        }
        return writer.bytes
    }

    /// `$number` of the programs that read an answer.
    ///
    /// - Parameter writings: The operator's own; what they give is the list `custom`.
    package static func number(_ number: PhoneNumber, _ writings: [NumberWriting]) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            for notation in NumberNotation.allCases { writer.member(notation.rawValue, notation.write(number)) }
            writer.texts("custom", writings.write(number))
        }
        return writer.bytes
    }
}
