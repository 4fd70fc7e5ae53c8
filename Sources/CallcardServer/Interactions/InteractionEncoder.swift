internal import Application
internal import CallModel
internal import NIOCore
internal import Sessions
internal import SettingsFields
internal import StrictJSON

/// Writes interactions as the interface shows them, with what memory still holds of their callers.
struct InteractionEncoder: Sendable {
    let runtimeStore: RuntimeConfigurationStore
    /// The callers that the interactions' users may see.
    let callers: InteractionCallers
    /// The interactions that were encoded lately for streams.
    let cache: InteractionEncodingCache

    /// An interaction as the list and the stream show it.
    func write(_ interaction: Interaction, to writer: inout JSONWriter) {
        writer.object { writer in
            self.writeMembers(
                of: interaction, self.callers.shownCaller(of: interaction), self.runtimeStore.current, to: &writer)
        }
    }

    /// An interaction encoded for streams: many watch one, so it is encoded once for each of its states.
    func encoded(_ interaction: Interaction) -> ByteBuffer {
        let (runtime, generation) = self.runtimeStore.numbered
        let caller = self.callers.shownCaller(of: interaction)
        return self.cache.bytes(of: .init(interaction: interaction, caller: caller, generation: generation)) {
            var writer = JSONWriter(capacity: 1_024)
            writer.object { self.writeMembers(of: interaction, caller, runtime, to: &$0) }
            return writer.bytes
        }
    }

    /// An interaction with `context`, `map`, `codes` and `recall`, into an object that is open; a widget that is off takes its part
    /// with it.
    func writeMembers(of detail: InteractionDetail, to writer: inout JSONWriter) {
        let interaction = detail.interaction
        self.writeMembers(of: interaction, self.callers.shownCaller(of: interaction), self.runtimeStore.current, to: &writer)
        if let context = detail.context {
            let parts = detail.settings.map { CallerContext.Parts($0.widgets) } ?? .least
            writer.object("context") { context.write(parts, to: &$0) }
        }
        guard let settings = detail.settings else { return }
        detail.map?.write(to: &writer)
        if settings.hasCodes {
            writer.object("codes") { writer in
                writer.codes("primary", settings.codes.primary)
                writer.codes("secondary", settings.codes.secondary)
            }
        }
        if settings.hasTags {
            writer.array("recall") { writer in
                for tag in detail.recalledTags { tag.write(to: &writer) }
            }
        }
    }

    private func writeMembers(
        of interaction: Interaction, _ caller: ShownCaller, _ runtime: RuntimeConfiguration, to writer: inout JSONWriter
    ) {
        let settings = runtime.services[interaction.service]?.settings
        writer.member("id", interaction.id)
        writer.member("session", interaction.session)
        writer.object("service") { writer in
            writer.member("id", interaction.service)
            writer.member("displayName", settings?.displayName ?? interaction.service)
        }
        writer.member("direction", interaction.direction.rawValue)
        writer.member("state", interaction.state.rawValue)
        writer.member("live", interaction.isLive)
        writer.member("outcome", interaction.outcome?.rawValue)
        writer.member("reason", interaction.reason)
        writer.member("open", interaction.isOpen)
        writer.member("attempts", interaction.attempts)
        writer.member("startedAt", interaction.startedAt.description)
        writer.member("updatedAt", interaction.updatedAt.description)
        writer.member("timer", interaction.timer.rawValue)
        interaction.timers.write(to: &writer)
        caller.write(to: &writer)
        writer.texts("widgets", [ServiceSettings.Widget.list] + (settings?.widgetsOn ?? []))
        interaction.conclusion?.write(to: &writer)
    }
}

extension ShownCaller {
    /// The heading of an interaction whose caller is unknown, withheld or forgotten.
    private static let anonymous = "Anonymous"

    fileprivate func write(to writer: inout JSONWriter) {
        writer.object("caller") { writer in
            writer.member("displayName", self.name ?? Self.anonymous)
            switch self.number {
            case .full(let number)?: writer.member("number", number.international)
            case .short(let digits)?: writer.member("number", digits)
            case .withheld?, nil: break
            }
            writer.member("known", self.name != nil)
            if self.number == .withheld { writer.member("withheld", true) }
        }
    }
}

extension CallTimers {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object("timers") { writer in
            for timer in self.present {
                guard let span = self[timer] else { continue }
                writer.object(timer.rawValue) { writer in
                    writer.member("startedAt", span.startedAt.description)
                    writer.member("endedAt", span.endedAt?.description)
                }
            }
        }
    }
}

extension Conclusion {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object("conclusion") { writer in
            writer.member("primaryCode", self.codes.primary)
            writer.member("secondaryCode", self.codes.secondary)
            writer.texts("tags", self.tags)
            writer.member("savedAt", self.savedAt.description)
        }
    }
}

extension CallerMap {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object("map") { writer in
            writer.member("precision", self.precision.rawValue)
            writer.member("label", self.label)
            writer.member("link", self.link)
            writer.member("embed", self.embed)
        }
    }
}

extension RecalledTag {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("tag", self.text)
            writer.member("lastUsedAt", self.lastUsedAt.description)
        }
    }
}

extension JSONWriter {
    /// A member that is a list of codes.
    fileprivate mutating func codes(_ name: String, _ codes: [ServiceSettings.Code]) {
        self.array(name) { writer in
            for code in codes {
                writer.object { writer in
                    writer.member("id", code.id)
                    writer.member("name", code.name)
                }
            }
        }
    }
}
