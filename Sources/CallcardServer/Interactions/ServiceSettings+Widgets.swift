internal import CallModel
internal import SettingsFields

extension ServiceSettings {
    /// The list itself, which can't be switched off.
    static let interactionsWidget = "interactions"

    /// Whether codes are on, licence and all.
    var hasCodes: Bool { self.widgets.codes && self.licence.enterpriseRouting }

    /// Whether tags are on, licence and all.
    var hasTags: Bool { self.widgets.tags && self.licence.enterpriseRouting }

    /// The widgets that entries of this service show, in the contract's order.
    var shownWidgets: [String] { [Self.interactionsWidget] + self.widgetsOn }
}
