import CallModel
import Contacts

/// One vCard, as far as Callcard reads it.
struct VCard: Redacted {
    var formattedName: String?
    var firstName: String?
    var lastName: String?
    var company: String?
    var isCompany = false
    /// Single-valued properties that are fields as they are.
    var fields: [(field: CallerField, text: String)] = []
    var address: [(field: CallerField, text: String)] = []
    var numbers: [Number] = []
    var emails: [(text: String, preference: Int)] = []
    /// `X-CALLCARD-BLOCK`: what a `block` column says in other formats.
    var block: String?
    /// Whether a name in it can't be read, or not without loss.
    var hasDamagedName = false
    /// Whether its `END` is there.
    var hasEnd = true
    /// `item1.X-ABLabel`, by group.
    var labels: [String: String] = [:]

    /// One `TEL`.
    struct Number: Redacted {
        let text: String
        /// The values of `TYPE`, in upper case.
        let types: [String]
        /// The property's group, in upper case; see ``VCard/labels``.
        let group: String?
        /// The preference: 1 is the highest, 101 stands for none given.
        let preference: Int
    }

    /// Whether it names a person: a formatted name that equals the company's does not.
    var hasPerson: Bool {
        guard !self.isCompany else { return false }
        return self.firstName != nil || self.lastName != nil || (self.formattedName != nil && self.formattedName != self.company)
    }

    /// The card as a caller.
    var caller: Caller {
        var caller = Caller()
        for (field, text) in self.fields + self.address where caller[field] == nil { caller[field] = text }
        caller[.displayName] = self.formattedName
        caller[.firstName] = self.firstName
        caller[.lastName] = self.lastName
        caller[.company] = self.company ?? (self.isCompany ? self.formattedName : nil)
        // The first of the most preferred ones.
        caller[.email] = self.emails.min { $0.preference < $1.preference }?.text
        var named = NamedNumbers()
        let primary = self.numbers.indices.min { self.numbers[$0].preference < self.numbers[$1].preference }
        for (index, number) in self.numbers.enumerated() {
            for text in NumberCell.texts(in: number.text) {
                named.add(text, name: self.name(of: number), isPrimary: index == primary)
            }
        }
        named.write(to: &caller)
        return caller
    }

    private func name(of number: Number) -> String {
        if let group = number.group, let label = self.labels[group] { return Headings.telName(label) }
        let types = Set(number.types)
        let place = types.contains("WORK") ? "Office" : types.contains("HOME") ? "Home" : nil
        if types.contains("FAX") { return place.map { "\($0) Fax" } ?? "Fax" }
        if !types.isDisjoint(with: ["CELL", "IPHONE", "MOBILE"]) { return "Mobile" }
        if types.contains("PAGER") { return "Pager" }
        if types.contains("CAR") { return "Car" }
        if types.contains("MAIN") { return "Main" }
        return place ?? (types.contains("OTHER") ? "Other" : "Phone")
    }
}
