/// The members of a JSON object in the order in which they came; each name comes once.
///
/// Names are compared byte by byte (RFC 8259, 8.3): `é` in one code point and `é` in two are two names, which Swift's `==`
/// denies.
public struct JSONObject: Sendable {
    /// Up to this many members are looked for one by one; beyond it an index grows along.
    private static let fewMembers = 16

    /// The members in order.
    public private(set) var members: [(name: String, value: JSONValue)] = []
    private var index: [MemberName: Int]?

    /// An object without members.
    public init() {}

    /// An object of `members`; if a name comes twice the later value counts, in the place of the earlier.
    public init(_ members: [(name: String, value: JSONValue)]) {
        for (name, value) in members { self[name] = value }
    }

    /// The value called `name`, `nil` if there is none. Setting `nil` removes the member.
    public subscript(_ name: String) -> JSONValue? {
        get { self.position(of: name).map { self.members[$0].value } }
        set {
            switch (self.position(of: name), newValue) {
            case (let position?, let value?): self.members[position].value = value
            case (nil, let value?): self.add(name, value)
            case (let position?, nil): self.remove(at: position)
            case (nil, nil): break
            }
        }
    }

    /// The place of the member called `name` in ``members``; `nil` if there is none.
    func position(of name: String) -> Int? {
        if let index = self.index { return index[MemberName(text: name)] }
        return self.members.firstIndex { $0.name.hasSameBytes(as: name) }
    }

    /// Adds a member whose name is known to be new.
    mutating func add(_ name: String, _ value: JSONValue) {
        if self.members.isEmpty { self.members.reserveCapacity(6) }
        self.members.append((name, value))
        if self.index != nil {
            self.index?[MemberName(text: name)] = self.members.count - 1
        } else if self.members.count > Self.fewMembers {
            self.rebuildIndex()
        }
    }

    private mutating func remove(at position: Int) {
        self.members.remove(at: position)
        if self.index != nil { self.rebuildIndex() }
    }

    private mutating func rebuildIndex() {
        var index: [MemberName: Int] = [:]
        for (position, member) in self.members.enumerated() { index[MemberName(text: member.name)] = position }
        self.index = index
    }
}

extension JSONObject: Equatable {
    /// Whether both have the same members in the same order, names byte by byte.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.elementsEqual(right.members) { $0.name.hasSameBytes(as: $1.name) && $0.value == $1.value }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// An object of the literal's members; if a name comes twice the later value counts.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (name, value) in elements { self[name] = value }
    }
}

/// A member's name as a key of a dictionary, compared byte by byte.
private struct MemberName: Hashable {
    let text: String

    static func == (left: MemberName, right: MemberName) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }

    func hash(into hasher: inout Hasher) {
        var text = self.text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}

extension String {
    /// Whether both are the same in UTF-8; `==` alone takes canonically equivalent texts for the same.
    func hasSameBytes(as other: String) -> Bool {
        // `==` comes first because it is a comparison of memory for most texts, and unequal texts are never the same bytes.
        self == other && self.utf8.elementsEqual(other.utf8)
    }
}
