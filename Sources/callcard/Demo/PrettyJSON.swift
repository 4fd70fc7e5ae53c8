import StrictJSON

/// A JSON document for people: as much as fits stands on one line, objects and lists that don't fit are broken and indented.
struct PrettyJSON {
    let ink: Ink
    /// Characters a line may have.
    var width = 100

    /// The document's lines, each indented by `indent` spaces.
    func text(_ document: JSONValue, indent: Int) -> String {
        Self.spaces(indent) + self.broken(document, indent: indent)
    }

    /// One member or element: its name, and its value.
    private typealias Item = (name: String?, value: JSONValue)

    private func broken(_ value: JSONValue, indent: Int) -> String {
        switch value {
        case .object(let object): "{" + self.filled(object.members.map { ($0.name, $0.value) }, indent: indent) + "}"
        case .array(let elements): "[" + self.filled(elements.map { (nil, $0) }, indent: indent) + "]"
        default: self.inline((nil, value), self.ink)
        }
    }

    /// Items on lines of their own, as many on each as fit.
    private func filled(_ items: [Item], indent: Int) -> String {
        var lines: [String] = []
        var room = 0
        for (place, item) in items.enumerated() {
            let comma = place + 1 < items.count ? "," : ""
            let length = self.inline(item, .none).count + 2
            let isNested = item.value.objectValue != nil || item.value.arrayValue != nil
            if indent + 2 + length > self.width {
                lines.append(self.label(item.name, self.ink) + self.broken(item.value, indent: indent + 2) + comma)
                room = 0
            } else if isNested || length > room {
                lines.append(self.inline(item, self.ink) + comma)
                room = isNested ? 0 : self.width - indent - 2 - length
            } else {
                lines[lines.count - 1] += " " + self.inline(item, self.ink) + comma
                room -= length
            }
        }
        return lines.map { "\n" + Self.spaces(indent + 2) + $0 }.joined() + "\n" + Self.spaces(indent)
    }

    private func inline(_ item: Item, _ ink: Ink) -> String {
        let text =
            switch item.value {
            case .object(let object):
                "{" + object.members.map { self.inline(($0.name, $0.value), ink) }.joined(separator: ", ") + "}"
            case .array(let elements): "[" + elements.map { self.inline((nil, $0), ink) }.joined(separator: ", ") + "]"
            case .string: ink.good(String(decoding: item.value.encoded(), as: UTF8.self).printable)
            default: ink.notable(String(decoding: item.value.encoded(), as: UTF8.self))
            }
        return self.label(item.name, ink) + text
    }

    private func label(_ name: String?, _ ink: Ink) -> String {
        name.map { ink.faint("\"\($0)\":") + " " } ?? ""
    }

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}
