/// A piece of a compiled context URL.
enum ContextURLPiece: Sendable {
    /// Bytes of the template, encoded once for all.
    case literal([UInt8])
    /// The values of one expression.
    case values(ValueExpansion)

    /// Appends the piece.
    ///
    /// - Returns: The first variable without a value, or `nil`; after that the output holds half a piece and is of no use.
    func append(_ values: ContextValues, to output: inout [UInt8]) throws(NoLink) -> Variable? {
        switch self {
        case .literal(let bytes):
            output.append(contentsOf: bytes)
            return nil
        case .values(let expansion):
            return try expansion.append(values, to: &output)
        }
    }
}

/// The variables of one expression, with all that can be settled before a call comes.
struct ValueExpansion: Sendable {
    /// One variable of the expression.
    struct Item: Sendable {
        let variable: Variable
        /// The maximum number of code points of the value.
        let prefix: Int?
        /// `name=`, where the operator writes names.
        let label: [UInt8]
    }

    let items: [Item]
    /// The character before the first value.
    let first: UInt8?
    /// The character between two values.
    let separator: UInt8
    let encoding: ValueEncoding
    /// Whether missing variables are passed over as long as one is there; otherwise each is needed.
    let skipsMissing: Bool

    /// Appends the values.
    ///
    /// - Returns: The first variable without a value for which there is nothing to show, or `nil`.
    func append(_ values: ContextValues, to output: inout [UInt8]) throws(NoLink) -> Variable? {
        var isFirst = true
        var missing: Variable?
        for item in self.items {
            guard let value = values[item.variable] else {
                guard self.skipsMissing else { return item.variable }
                missing = missing ?? item.variable
                continue
            }
            if !isFirst { output.append(self.separator) } else if let first { output.append(first) }
            isFirst = false
            output.append(contentsOf: item.label)
            try self.encoding.append(value, of: item, to: &output)
            // Here, not at the end: neither long values nor many names may take memory worth speaking of.
            guard output.count <= ContextURLTemplate.limit else { throw .tooLong }
        }
        return isFirst ? missing : nil
    }
}
