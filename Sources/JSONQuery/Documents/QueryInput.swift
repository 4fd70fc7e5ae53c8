import CallModel
import StrictJSON

/// What libjq reads: a document that was checked, with the values of variables beside it.
struct QueryInput: Sendable {
    /// The document alone, or an array of it and the variables in the order in which the program needs them.
    let bytes: [UInt8]

    /// - Throws: `invalidDocument`, `tooLarge`; `failed` when a variable is missing or no JSON.
    init(
        document: [UInt8], variables: [String: [UInt8]], needed: [String], limits: JQLimits
    ) throws(JSONQueryError) {
        let value: JSONValue
        do throws(StrictJSONError) {
            value = try StrictJSON.parse(document, maxDepth: limits.depth)
        } catch {
            throw .invalidDocument
        }
        var survey = JQValueCheck(of: value)
        guard !needed.isEmpty else {
            guard survey.bytes <= limits.memory / 2 else { throw .tooLarge }
            self.bytes = survey.isFaithful ? document : Self.written(value)
            return
        }
        var elements = [value]
        for name in needed {
            guard let text = variables[name], let variable = try? StrictJSON.parse(text, maxDepth: limits.depth) else {
                throw .failed
            }
            survey.add(variable)
            elements.append(variable)
        }
        guard survey.bytes <= limits.memory / 2 else { throw .tooLarge }
        self.bytes = Self.written(.array(elements))
    }

    private static func written(_ value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        Self.write(value, to: &writer)
        return writer.bytes
    }

    private static func write(_ value: JSONValue, to writer: inout JSONWriter) {
        switch value {
        case .number(let literal) where !NumberRoundTrip.survives(literal): writer.value(literal)
        case .array(let elements): writer.array { writer in for element in elements { Self.write(element, to: &writer) } }
        case .object(let object):
            writer.object { writer in
                for (name, value) in object.members {
                    writer.name(name)
                    Self.write(value, to: &writer)
                }
            }
        default: writer.value(value)
        }
    }
}
