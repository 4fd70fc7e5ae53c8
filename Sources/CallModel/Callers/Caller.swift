/// Facts about the person or company behind a number. Absent and empty are the same thing: no member holds an empty text.
public struct Caller: Hashable, Sendable {
    /// Pairs in the contract's order; few are set, so an array beats both a dictionary and 17 optionals.
    private var values: [(field: CallerField, value: String)] = []

    /// Further numbers by name (`Mobile`, `Office`); names are unique, first wins.
    public private(set) var telNumbers: [NamedValue] = []
    /// Facts that have no field of their own, by name; names are unique, first wins.
    public private(set) var customFields: [NamedValue] = []

    /// A caller of whom nothing is known yet.
    public init() {}

    /// Reads or sets one field. What is set is cleaned by ``FieldText``, `url` by ``RecordURL``; `nil` and text of which nothing is left
    /// remove the field.
    public subscript(field: CallerField) -> String? {
        get { self.values.first { $0.field == field }?.value }
        set {
            let cleaned = newValue.flatMap(field == .url ? RecordURL.clean : FieldText.clean)
            let place = self.values.firstIndex { $0.field >= field } ?? self.values.endIndex
            let isThere = place < self.values.endIndex && self.values[place].field == field
            switch (cleaned, isThere) {
            case (let value?, true): self.values[place].value = value
            case (let value?, false): self.values.insert((field, value), at: place)
            case (nil, true): self.values.remove(at: place)
            case (nil, false): break
            }
        }
    }

    /// The fields that are set, in the contract's order.
    public var fields: some RandomAccessCollection<(field: CallerField, value: String)> { self.values }

    /// Whether nothing at all is known.
    public var isEmpty: Bool { self.values.isEmpty && self.telNumbers.isEmpty && self.customFields.isEmpty }

    /// Adds a number unless one of that name is there; tells whether it was added.
    @discardableResult
    public mutating func addTelNumber(name: String, value: String) -> Bool {
        Self.add(name: name, value: value, to: &self.telNumbers)
    }

    /// Adds a fact unless one of that name is there; tells whether it was added.
    @discardableResult
    public mutating func addCustomField(name: String, value: String) -> Bool {
        Self.add(name: name, value: value, to: &self.customFields)
    }

    /// The maximum number of entries that `telNumbers` and `customFields` hold each; further ones are dropped.
    public static let listLimit = 64

    private static func add(name: String, value: String, to list: inout [NamedValue]) -> Bool {
        guard let name = FieldText.clean(name), let value = FieldText.clean(value), list.count < Self.listLimit,
            !list.contains(where: { $0.name == name })
        else { return false }
        list.append(NamedValue(name: name, value: value))
        return true
    }

    /// Bytes that this caller takes beside itself; for bounded stores.
    public var heapSize: Int {
        self.values.heapSize { $0.value.heapSize } + self.telNumbers.heapSize(\.heapSize) + self.customFields.heapSize(\.heapSize)
    }

    /// Whether both hold the same facts, lists in the same order.
    public static func == (lhs: Caller, rhs: Caller) -> Bool {
        lhs.values.elementsEqual(rhs.values, by: ==) && lhs.telNumbers == rhs.telNumbers && lhs.customFields == rhs.customFields
    }

    /// Feeds all facts into `hasher`.
    public func hash(into hasher: inout Hasher) {
        for (field, value) in self.values {
            hasher.combine(field)
            hasher.combine(value)
        }
        hasher.combine(self.telNumbers)
        hasher.combine(self.customFields)
    }
}

extension Caller: Redacted {}

/// The single-valued facts about a caller, in the order in which answers show them.
public enum CallerField: UInt8, Hashable, Sendable, CaseIterable, Comparable {
    case firstName, lastName, displayName, company, jobTitle, department
    case streetAddress, postCode, city, state, country
    case primaryTelNumber, upn, imAddress, email
    /// The record's id in its source.
    case id
    /// The record's page in its source; see ``RecordURL``.
    case url

    /// The contract's word for the field, such as `firstName`.
    public var name: String { Self.names[Int(self.rawValue)] }

    /// The field of that name; `nil` for a word that the contract does not have.
    public init?(name: some StringProtocol) {
        guard let index = Self.names.firstIndex(where: { $0 == name }) else { return nil }
        self.init(rawValue: UInt8(index))
    }

    /// Whether answers show `lhs` before `rhs`.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    private static let names = Self.allCases.map { String(describing: $0) }
}

/// One entry of `telNumbers` or `customFields`.
public struct NamedValue: Hashable, Sendable {
    /// The name of the value, such as `Mobile`.
    public let name: String
    /// The number or fact itself.
    public let value: String

    /// An entry; both texts are taken as they are.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Bytes that it takes beside itself.
    public var heapSize: Int { self.name.heapSize + self.value.heapSize }
}

extension NamedValue: Redacted {}
