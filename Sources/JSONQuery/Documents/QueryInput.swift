import CallModel
import StrictJSON

/// The input of a run: a document that was checked, with the values of variables beside it.
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
        var check = JQValueCheck(of: value)
        guard !needed.isEmpty else {
            guard check.bytes <= limits.memory / 2 else { throw .tooLarge }
            self.bytes = check.isFaithful ? document : Self.written(value)
            return
        }
        var elements = [value]
        for name in needed {
            guard let text = variables[name], let variable = try? StrictJSON.parse(text, maxDepth: limits.depth) else {
                throw .failed(.unknown)
            }
            check.add(variable)
            elements.append(variable)
        }
        guard check.bytes <= limits.memory / 2 else { throw .tooLarge }
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

/// Predicts the memory that libjq takes for a value, and whether it keeps the value's numbers.
private struct JQValueCheck {
    /// Memory that libjq takes for it, in bytes, roughly: `[]` takes 280 bytes there, so that a small document can be a large
    /// value.
    private(set) var bytes = 0
    /// Whether all numbers survive as they are.
    private(set) var isFaithful = true

    init(of value: JSONValue) {
        self.add(value)
    }

    /// Adds a value to what was checked.
    mutating func add(_ value: JSONValue) {
        switch value {
        case .null, .bool: break
        case .number(let literal): if !NumberRoundTrip.survives(literal) { self.isFaithful = false }
        case .string(let text): self.add(text)
        case .array(let elements):
            self.bytes += 32 + 16 * max(16, elements.count * 3 / 2)
            for element in elements { self.add(element) }
        case .object(let object):
            var slots = 8
            while slots < object.members.count { slots *= 2 }
            self.bytes += 32 + 48 * slots
            for (name, value) in object.members {
                self.add(name)
                self.add(value)
            }
        }
    }

    private mutating func add(_ text: String) {
        self.bytes += 32 + text.utf8.count
    }
}
