import CallModel
import Contacts

/// Makes a caller of the cells of one row.
struct CSVCaller: Redacted {
    private var caller = Caller()
    private var address: (set: ColumnRole.AddressSet, parts: [(part: CallerField, text: String)])?
    private var numbers = NamedNumbers()

    /// Reads one cell.
    ///
    /// - Parameter isPlain: Neither line breaks nor ` ::: ` can be in `text`.
    mutating func read(_ text: String, as role: ColumnRole, isPlain: Bool) {
        switch role {
        case .field(let field):
            guard self.caller[field] == nil else { return }
            self.caller[field] = isPlain ? text : Self.first(of: text).onOneLine(joinedBy: " ")
        case .address(let set, let part):
            self.readAddress(isPlain ? text : Self.first(of: text).onOneLine(joinedBy: ", "), set, part)
        case .telNumber(let name):
            for number in NumberCell.texts(in: text) { self.numbers.add(number, name: name, isPrimary: name == "Primary") }
        case .fullTelNumber(let name):
            for number in NumberCell.texts(in: text) where NumberJudge.hasFullLength(number.utf8) {
                self.numbers.add(number, name: name)
            }
        case .pairedTelNumber(let pair):
            // The name may stand in a later column; the place among the numbers is taken now.
            self.numbers.add(NumberCell.texts(in: text), pair: pair)
        case .telNumberLabel(let pair): self.numbers.setName(Headings.telName(text), ofPair: pair)
        case .customField(let name): self.caller.addCustomField(name: name, value: text.onOneLine(joinedBy: " "))
        case .block, .familyOrWholeName, .givenOrWholeName, .doubtfulTelNumber, .title, .service, .none: break
        }
    }

    /// The caller of all cells that were read.
    func finish() -> Caller {
        var caller = self.caller
        for (part, text) in self.address?.parts ?? [] {
            caller[part] = caller[part].map { "\($0), \(text)" } ?? text
        }
        self.numbers.write(to: &caller)
        return caller
    }

    private mutating func readAddress(_ text: String, _ set: ColumnRole.AddressSet, _ part: CallerField) {
        guard let text = FieldText.clean(text) else { return }
        if let known = self.address?.set, known < set { return }
        if self.address?.set != set { self.address = (set, []) }
        // Further lines of a street belong to it; a second city would be another address's.
        if part != .streetAddress, self.address!.parts.contains(where: { $0.part == part }) { return }
        self.address!.parts.append((part, text))
    }

    /// Google joins several values of one kind with ` ::: `.
    private static func first(of text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: ":")), let mark = Self.separator(in: text) else { return text }
        return String(text[..<mark])
    }

    private static func separator(in text: String) -> String.Index? {
        let bytes = text.utf8
        var at = bytes.startIndex
        while let colon = bytes[at...].firstIndex(of: UInt8(ascii: ":")) {
            if bytes[colon...].starts(with: ":::".utf8) { return colon }
            at = bytes.index(after: colon)
        }
        return nil
    }
}
