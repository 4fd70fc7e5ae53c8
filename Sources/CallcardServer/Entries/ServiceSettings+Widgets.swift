internal import CallModel

extension ServiceSettings {
    /// The list itself, which can't be switched off.
    static let interactionsWidget = "interactions"

    /// Whether codes are on, licence and all.
    var hasCodes: Bool { self.widgets.codes && self.licence.enterpriseRouting }

    /// Whether tags are on, licence and all.
    var hasTags: Bool { self.widgets.tags && self.licence.enterpriseRouting }

    /// The widgets that entries of this service show, in the contract's order.
    var shownWidgets: [String] {
        let others: [(String, Bool)] = [
            ("callerInformation", self.widgets.callerInformation), ("status", self.widgets.status),
            ("context", self.widgets.context), ("map", self.widgets.map), ("codes", self.hasCodes), ("tags", self.hasTags),
        ]
        return [Self.interactionsWidget] + others.filter(\.1).map(\.0)
    }
}
