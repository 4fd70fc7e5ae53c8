package import CallModel

/// The numbers of one contact with their names, in the order of the file, until they are written into a caller.
package struct NamedNumbers: Redacted {
    private var entries: [(name: String?, pair: Int?, text: String)] = []
    private var labels: [Int: String] = [:]
    private var primary: String?

    /// Begins without numbers.
    package init() {}

    /// Adds a number under a name that need not be unique yet.
    ///
    /// - Parameters:
    ///   - text: As ``NumberCell/texts(in:)`` gives it.
    ///   - isPrimary: Whether the contact marks it as its main number; the first that is marked counts.
    package mutating func add(_ text: String, name: String, isPrimary: Bool = false) {
        self.entries.append((name, nil, text))
        if isPrimary, self.primary == nil { self.primary = text }
    }

    /// Adds numbers of a column whose name stands in another column, which may come later; `pair` is the number of both.
    package mutating func add(_ texts: [String], pair: Int) {
        for text in texts { self.entries.append((nil, pair, text)) }
    }

    /// Names the numbers of `pair`; without a name they are called `Phone`.
    package mutating func setName(_ name: String, ofPair pair: Int) {
        self.labels[pair] = name
    }

    /// Writes all into `caller`, each number once.
    ///
    /// Names are unique in a caller: a second `Mobile` becomes `Mobile 2`. The first number is the primary one unless another
    /// is marked.
    package func write(to caller: inout Caller) {
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
