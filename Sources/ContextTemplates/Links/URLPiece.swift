/// A stretch of a compiled context URL.
enum URLPiece: Sendable {
    /// Bytes of the template, encoded once for all.
    case literal([UInt8])
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
