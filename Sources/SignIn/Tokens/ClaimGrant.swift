/// What a token gives its holder: always the same, or by the values of a claim.
public enum ClaimGrant<Value: Hashable & Sendable>: Hashable, Sendable {
    case fixed(Value)
    /// A claim's name, and what each of its values gives; other values give nothing.
    case claim(String, [String: Value])

    /// All that is given, in no order.
    func values(by claims: Claims) -> [Value] {
        switch self {
        case .fixed(let value): [value]
        case .claim(let name, let gifts): claims.texts(name).compactMap { gifts[$0] }
        }
    }
}
