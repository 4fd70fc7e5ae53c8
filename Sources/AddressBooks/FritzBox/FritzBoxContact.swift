import CallModel
import Contacts

/// One `contact` of a FRITZ!Box's telephone book.
struct FritzBoxContact: Redacted {
    private(set) var name: String?
    private(set) var email: String?
    private(set) var id: String?
    /// Numbers in the order of the file.
    private(set) var numbers: [Number] = []

    /// One `number`.
    struct Number: Redacted {
        var text = ""
        let name: String
        let isPrimary: Bool
    }

    /// Reads the element.
    ///
    /// - Throws: Where it is no XML.
    init(_ element: Slice<UnsafeBufferPointer<UInt8>>) throws(XMLReader.SyntaxError) {
        var reader = XMLReader(element)
        var path: [String] = []
        var text = ""
        var number: Number?
        while let event = try reader.next() {
            switch event {
            case .start(let name, let attributes):
                path.append(name)
                text = ""
                if name == "number" { number = Self.number(attributes) }
            case .text(let piece): text += piece
            case .end(let name):
                path.removeLast()
                self.read(text, of: name, &number)
                text = ""
            }
        }
    }

    private mutating func read(_ text: String, of element: String, _ number: inout Number?) {
        guard let text = FieldText.clean(text) else { return }
        switch element {
        case "realName": self.name = self.name ?? text
        case "email": self.email = self.email ?? text
        case "uniqueid": self.id = text
        case "number":
            number?.text = text
            if let number { self.numbers.append(number) }
            number = nil
        default: break
        }
    }

    /// A number's kind and rank; `nil` for those of the box itself, such as `**610`.
    private static func number(_ attributes: [String: String]) -> Number? {
        let type = attributes["type"] ?? ""
        guard type != "intern", type != "memo" else { return nil }
        let name =
            switch type {
            case "home": "Home"
            case "mobile": "Mobile"
            case "work": "Office"
            case "fax_work": "Office Fax"
            case "fax_home": "Home Fax"
            case "other": "Other"
            default: type.hasPrefix("label:") ? Headings.telName(String(type.dropFirst(6))) : "Phone"
            }
        return Number(name: name, isPrimary: attributes["prio"] == "1")
    }

    /// The contact as a caller.
    var caller: Caller {
        var caller = Caller()
        caller[.displayName] = self.name
        caller[.email] = self.email
        caller[.id] = self.id
        var named = NamedNumbers()
        for number in self.numbers {
            for text in NumberCell.texts(in: number.text) { named.add(text, name: number.name, isPrimary: number.isPrimary) }
        }
        named.write(to: &caller)
        return caller
    }
}
