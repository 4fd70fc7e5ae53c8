import CallModel

/// The numbers of one record with their names, in the order of the file.
struct NamedNumbers {
    private var entries: [(name: String?, pair: Int?, text: String)] = []
    private var labels: [Int: String] = [:]
    private var primary: String?

    /// - Parameter text: As it was written; `*` at a block's end is no part of the number.
    mutating func add(_ text: String, name: String, isPrimary: Bool = false) {
        self.entries.append((name, nil, text))
        if isPrimary, self.primary == nil { self.primary = text }
    }

    mutating func reserve(pair: Int, texts: [String]) {
        for text in texts { self.entries.append((nil, pair, text)) }
    }

    mutating func label(pair: Int, _ text: String) {
        self.labels[pair] = Headings.telName(text)
    }

    /// Names are unique in a caller: a second `Mobile` becomes `Mobile 2`. The first number is the primary one unless another
    /// is marked.
    func write(to caller: inout Caller) {
        for (name, pair, text) in self.entries {
            let name = name ?? pair.flatMap { self.labels[$0] } ?? "Phone"
            if caller.telNumbers.contains(where: { $0.value == text }) { continue }
            if caller.addTelNumber(name: name, value: text) { continue }
            var further = 2
            while caller.telNumbers.contains(where: { $0.name == "\(name) \(further)" }) { further += 1 }
            caller.addTelNumber(name: "\(name) \(further)", value: text)
        }
        caller[.primaryTelNumber] = self.primary ?? self.entries.first?.text
    }
}

extension NumberCell {
    /// The numbers of a cell as texts fit for an answer: without the mark of a block, and without `tel:` and its parameters.
    static func texts(in cell: String) -> [String] {
        var cell = cell
        var texts: [String] = []
        cell.withUTF8 { bytes in
            Self.forEachNumber(in: UnsafeRawBufferPointer(bytes)) { number in
                let isURI =
                    number.count >= 4 && number[3] == UInt8(ascii: ":")
                    && number.prefix(3).elementsEqual("tel".utf8) { $0 | 0x20 == $1 }
                var bytes = isURI ? number.dropFirst(4).prefix { $0 != UInt8(ascii: ";") } : number[...]
                if bytes.last == UInt8(ascii: "*") { bytes.removeLast() }
                if let text = FieldText.clean(String(decoding: bytes, as: UTF8.self)) { texts.append(text) }
            }
        }
        return texts
    }
}

extension NamedNumbers: Redacted {}
