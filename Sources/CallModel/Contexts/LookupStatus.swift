/// What a lookup came to. Raw values are the contract's words.
public enum LookupStatus: String, Hashable, Sendable {
    case resolved, unknown, partial, anonymous
}
