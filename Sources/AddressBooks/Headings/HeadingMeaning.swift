import CallModel

/// Understands a heading by its words: all of them have to be known, and to make sense together.
struct HeadingMeaning {
    private let words: [HeadingWord]
    private let kinds: Set<HeadingWord>
    private let number: Int?

    /// Reads the words of a heading; `nil` where one is not known.
    init?(_ parts: [HeadingPart]) {
        guard let (words, number) = HeadingWord.words(of: parts) else { return nil }
        self.words = words.filter { $0 != .filler }
        self.kinds = Set(self.words)
        self.number = number
    }

    /// The use of the column; `nil` where the words don't make one.
    var role: ColumnRole? {
        if self.kinds.isEmpty { return nil }
        return self.pair ?? self.email ?? self.address ?? self.telNumber
    }

    /// The name of a number with that label; `nil` for labels that say more, or less, than where the number is.
    var labelName: String? {
        guard self.number == nil, self.kinds.isSubset(of: [.work, .office, .home, .other, .phone, .mobile, .fax, .pager]) else {
            return nil
        }
        return self.kinds.isEmpty ? nil : self.name
    }

    /// A number and its name in two columns: `Phone 1 - Value` and `Phone 1 - Type`, `phone_1_number` and `phone_1_type`.
    private var pair: ColumnRole? {
        guard let number, self.kinds.contains(.phone), self.words.count == 2 else { return nil }
        switch self.words.last {
        case .value: return .pairedTelNumber(pair: number)
        case .label: return .telNumberLabel(pair: number)
        default: return nil
        }
    }

    private static let places: Set<HeadingWord> = [
        .work, .office, .home, .other, .company, .primary, .assistant, .direct, .subject,
    ]

    private var email: ColumnRole? {
        guard !self.kinds.isDisjoint(with: [.email, .electronic]),
            self.kinds.isSubset(of: Self.places.union([.email, .electronic, .address, .value])), !self.kinds.contains(.assistant)
        else { return nil }
        return .field(.email)
    }

    private static let parts: [HeadingWord: CallerField] = [
        .street: .streetAddress, .houseNumber: .streetAddress, .postCode: .postCode, .city: .city, .state: .state,
        .country: .country,
    ]

    /// A part of an address. `Country/Region` is a country, `State/Province` one state, an address alone its street.
    private var address: ColumnRole? {
        guard !self.kinds.isDisjoint(with: [.address, .street, .postCode, .city, .state, .country]),
            self.kinds.isSubset(of: Self.places.union(Self.parts.keys).union([.address])),
            self.kinds.isDisjoint(with: [.assistant, .direct, .subject])
        else { return nil }
        var fields = Set(self.kinds.compactMap { Self.parts[$0] })
        if fields == [.country, .state] { fields = [.country] }
        guard fields.count <= 1 else { return nil }
        return .address(set: self.addressSet, part: fields.first ?? .streetAddress)
    }

    private var addressSet: ColumnRole.AddressSet {
        if self.kinds.contains(.home) { return .home }
        if self.kinds.contains(.other) { return .other }
        return self.kinds.isDisjoint(with: [.work, .office, .company]) ? .plain : .business
    }

    private static let devices: Set<HeadingWord> = [
        .phone, .mobile, .fax, .pager, .isdn, .textTelephone, .car, .radio, .callback,
    ]

    /// A column of telephone numbers: certain where a telephone is named; where only a place or a number is, its cells decide.
    private var telNumber: ColumnRole? {
        let countable: Set<HeadingWord> = [.number, .line, .internalNumber]
        guard self.kinds.isSubset(of: Self.places.union(Self.devices).union(countable)) else { return nil }
        let certain = self.kinds.intersection([.phone, .mobile, .fax, .pager, .isdn, .textTelephone])
        let name = self.number.map { $0 > 1 ? "\(self.name) \($0)" : self.name } ?? self.name
        if !certain.isEmpty, !self.kinds.contains(.internalNumber) { return .telNumber(name: name) }
        if self.kinds.isSubset(of: [.car, .radio, .subject, .assistant]) { return nil }
        return .doubtfulTelNumber(name: name, takesInternal: self.kinds.isSubset(of: countable))
    }

    /// The name under which `telNumbers` shows the column's numbers.
    private var name: String {
        let place = self.place
        if self.kinds.contains(.fax) { return place.map { $0 == "Company" ? "Office Fax" : "\($0) Fax" } ?? "Fax" }
        if self.kinds.contains(.mobile) { return place.map { "\($0) Mobile" } ?? "Mobile" }
        for (device, name) in Self.deviceNames where self.kinds.contains(device) { return name }
        return place ?? (self.kinds.contains(.primary) ? "Primary" : "Phone")
    }

    private static let deviceNames: [(HeadingWord, String)] = [
        (.pager, "Pager"), (.isdn, "ISDN"), (.textTelephone, "Text telephone"), (.callback, "Callback"), (.car, "Car"),
        (.radio, "Radio"),
    ]

    private var place: String? {
        let names: [(HeadingWord, String)] = [
            (.assistant, "Assistant"), (.company, "Company"), (.work, "Office"), (.office, "Office"), (.direct, "Office"),
            (.home, "Home"), (.other, "Other"),
        ]
        return names.first { self.kinds.contains($0.0) }?.1
    }
}
