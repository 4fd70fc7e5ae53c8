internal import CallModel

/// A caller made of several matches, with the source of each fact.
struct MergedCaller {
    private(set) var caller = Caller()
    private var fieldSources: [(field: CallerField, connector: ConnectorID)] = []
    private var numberSources: [FieldProvenance] = []
    private var customSources: [FieldProvenance] = []

    /// Takes from `match` what is still missing.
    ///
    /// - Parameter isOfOtherCompany: Whether it names another company than what is there. Then its address is left out, and likewise where
    ///   its town is another one: parts of two addresses are none.
    mutating func fill(from match: Match, isOfOtherCompany: Bool = false) {
        let leavesOutAddress = isOfOtherCompany || self.hasOtherTown(than: match.caller)
        for (field, value) in match.caller.fields where self.caller[field] == nil {
            if leavesOutAddress, Caller.addressFields.contains(field) { continue }
            self.caller[field] = value
            self.fieldSources.append((field, match.connector))
        }
        for entry in match.caller.telNumbers where self.caller.addTelNumber(name: entry.name, value: entry.value) {
            self.numberSources.append(FieldProvenance(field: "telNumbers." + entry.name, connector: match.connector))
        }
        for entry in match.caller.customFields where self.caller.addCustomField(name: entry.name, value: entry.value) {
            self.customSources.append(FieldProvenance(field: "customFields." + entry.name, connector: match.connector))
        }
    }

    private func hasOtherTown(than other: Caller) -> Bool {
        [CallerField.postCode, .city].contains { field in
            guard let part = self.caller[field], let otherPart = other[field] else { return false }
            return !PlainLetters.areEqual(part, otherPart)
        }
    }

    /// The contract's rule (f): a display name is given, or made of the names, or else the company.
    mutating func completeDisplayName() {
        guard self.caller[.displayName] == nil else { return }
        let names: [CallerField] = [.firstName, .lastName].filter { self.caller[$0] != nil }
        let parts = names.isEmpty ? [CallerField.company] : names
        guard let first = self.fieldSources.first(where: { $0.field == parts[0] }) else { return }
        self.caller[.displayName] = parts.compactMap { self.caller[$0] }.joined(separator: " ")
        self.fieldSources.append((.displayName, first.connector))
    }

    /// One entry for each fact, in the order of the caller's fields.
    var sources: [FieldProvenance] {
        let fields = self.fieldSources.sorted { $0.field < $1.field }
        return fields.map { FieldProvenance(field: $0.field.name, connector: $0.connector) } + self.numberSources
            + self.customSources
    }
}

extension Caller {
    /// The parts of an address.
    static let addressFields: [CallerField] = [.streetAddress, .postCode, .city, .state, .country]
}
