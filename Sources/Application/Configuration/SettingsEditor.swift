package import CallModel
internal import Enrichment
package import SettingsFields
package import StrictJSON

/// Reads and changes the settings of services.
package struct SettingsEditor: Sendable {
    private let runtimeStore: RuntimeConfigurationStore
    private let updater: any SettingsUpdater

    init(runtimeStore: RuntimeConfigurationStore, updater: any SettingsUpdater) {
        self.runtimeStore = runtimeStore
        self.updater = updater
    }

    /// A service's settings as they are kept: what was left out stays left out.
    ///
    /// - Throws: `serviceNotFound` where the principal may not know of the service.
    package func settings(of service: String, for principal: Principal) throws(Refusal) -> WrittenSettings {
        try self.runtimeStore.current.knownService(service, to: principal).written
    }

    /// The settings with every member: one that was left out has the value that the configuration gives it.
    package func filled(_ settings: WrittenSettings) -> JSONObject {
        let runtime = self.runtimeStore.current
        return settings.effective(connectors: runtime.connectors(of: settings.id).map(\.id), region: runtime.region)
    }

    /// Checks that a principal may change a service's settings.
    ///
    /// - Throws: `serviceNotFound`, or `forbidden` for whoever may only read them.
    package func checkChange(of service: String, by principal: Principal) throws(Refusal) {
        let settings = try self.runtimeStore.current.knownService(service, to: principal).settings
        guard settings.isEditable(by: principal) else {
            throw Refusal(.forbidden, "Only owners of the service and operators may change its settings.")
        }
    }

    /// Replaces a service's settings: what the document leaves out takes its default.
    ///
    /// - Parameter isExpected: Whether the settings in force are those that the change was made from.
    /// - Returns: The new settings, in force and journaled.
    /// - Throws: All that is wrong with the document, `settingsChanged`, `journalUnavailable`, or what
    ///   ``checkChange(of:by:)`` throws.
    package func replace(
        _ service: String, with document: JSONObject, by principal: Principal,
        if isExpected: @escaping @Sendable (WrittenSettings) -> Bool
    ) async throws(Refusal) -> WrittenSettings {
        try self.checkChange(of: service, by: principal)
        let runtime = self.runtimeStore.current
        let rules = SettingsRules(
            connectors: runtime.namedConnectors(of: service), schemes: runtime.schemes,
            needsOwners: principal.role != .operator,
            names: TakenNames(runtime.services.values.map(\.settings).filter { $0.id != service }))
        let reading = SettingsReading(SettingsValue(.object(document)), id: service, rules: rules)
        guard reading.faults.isEmpty else { throw Refusal(faults: reading.faults.map(Refusal.Fault.init)) }
        do throws(SettingsUpdateError) {
            try await self.updater.replace(reading.settings, changedBy: principal.user ?? principal.id, if: isExpected)
        } catch {
            throw Refusal(error)
        }
        return reading.settings
    }
}

/// Puts changed settings of a service into force.
package protocol SettingsUpdater: Sendable {
    /// Replaces a service's settings in one step: journaled, then in force.
    ///
    /// - Parameters:
    ///   - changedBy: A user or a credential's id.
    ///   - isExpected: Whether the settings in force are those that the change was made from.
    /// - Throws: Why nothing was changed.
    func replace(
        _ settings: WrittenSettings, changedBy: String, if isExpected: @escaping @Sendable (WrittenSettings) -> Bool
    ) async throws(SettingsUpdateError)
}

/// Why settings were not replaced.
package enum SettingsUpdateError: Error, Hashable, Sendable {
    /// The service is not there any more.
    case unknown
    /// They were changed by another hand meanwhile.
    case changed
    /// Another service has taken one of its names meanwhile.
    case taken([SettingsFault])
    /// The journal can't be written at the moment.
    case journal
}

extension Refusal {
    fileprivate init(_ error: SettingsUpdateError) {
        switch error {
        case .unknown: self = .serviceNotFound
        case .changed: self.init(.settingsChanged, "The settings have changed since you read them; read them again.")
        case .taken(let faults): self.init(faults: faults.map(Refusal.Fault.init))
        case .journal:
            self.init(
                .journalUnavailable, "The journal can't be written at the moment; nothing was changed.", retryAfter: .seconds(1))
        }
    }
}

extension Refusal.Fault {
    fileprivate init(_ fault: SettingsFault) {
        switch fault.kind {
        case .unknownMember(let known):
            // A member's name is the caller's text.
            let canShow = fault.path.last.map(Self.canShow) ?? true
            let path = canShow ? fault.path : Array(fault.path.dropLast())
            self.init(path, .unknownMember, "Known members: \(known.joined(separator: ", ")).")
        case .invalidValue, .unknownConnector, .unusableTemplate:
            self.init(fault.path, .invalidValue, "\(fault.path.joined(separator: "/")) \(fault.message).")
        }
    }
}
