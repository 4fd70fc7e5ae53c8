/// What the network said of who is calling, once read.
public enum CallerNumber: Hashable, Sendable {
    /// The caller keeps their number to themselves; nobody is asked.
    case withheld
    /// A short or internal number, 1 to 15 digits, dialled as it is; only address books are asked.
    case short(String)
    /// A number of the public network.
    case full(PhoneNumber)

    /// The number for indexes; `nil` when withheld.
    public var key: NumberKey? {
        switch self {
        case .withheld: nil
        case .short(let digits): NumberKey(short: digits.utf8)
        case .full(let number): number.key
        }
    }
}

extension CallerNumber: Redacted {}
