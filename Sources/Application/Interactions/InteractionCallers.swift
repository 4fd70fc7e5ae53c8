package import CallModel
internal import Enrichment
package import Sessions

/// The caller of an interaction, as a list shows them.
package struct ShownCaller: Equatable, Sendable, Redacted {
    /// The display name; `nil` where it is not known, or forgotten.
    package let name: String?
    /// The number; likewise.
    package let number: CallerNumber?

    /// A caller as far as they are known.
    package init(name: String?, number: CallerNumber?) {
        self.name = name
        self.number = number
    }
}

/// Joins interactions with what memory still holds of their callers, as far as the interaction's user may know: whoever has left
/// the team keeps past interactions, but without callers.
package struct InteractionCallers: Sendable {
    private let runtimeStore: RuntimeConfigurationStore
    private let enricher: Enricher

    init(runtimeStore: RuntimeConfigurationStore, enricher: Enricher) {
        self.runtimeStore = runtimeStore
        self.enricher = enricher
    }

    /// The caller's number and context; each `nil` where it is not held, or not for this user.
    package func caller(of interaction: Interaction) -> (number: CallerNumber?, context: CallerContext?) {
        self.isMember(interaction)
            ? self.enricher.caller(of: interaction.session, for: .only([interaction.service])) : (nil, nil)
    }

    /// The caller as a list shows them.
    package func shownCaller(of interaction: Interaction) -> ShownCaller {
        let (number, context) = self.caller(of: interaction)
        return ShownCaller(name: context?.caller?[.displayName], number: number)
    }

    /// The caller's internet address, where an event has told it; likewise.
    func address(of interaction: Interaction) -> IPAddress? {
        self.isMember(interaction)
            ? self.enricher.address(of: interaction.session, for: .only([interaction.service])) : nil
    }

    private func isMember(_ interaction: Interaction) -> Bool {
        self.runtimeStore.current.services[interaction.service]?.settings.members.contains(interaction.user) ?? false
    }
}
