package import Application
package import CallModel
package import OutboundHTTP
package import SettingsFields
internal import Waiting

/// Puts settings into force at once, and remembers whose change it was.
package final class RecordingUpdater: SettingsUpdater {
    /// Makes a service of its settings.
    package typealias ServiceMaker = @Sendable (WrittenSettings) -> RuntimeConfiguration.Service

    private let runtimeStore: RuntimeConfigurationStore
    private let make: ServiceMaker
    private let changes = Lock<[String]>([])

    /// - Parameters:
    ///   - runtimeStore: Where settings are in force.
    ///   - make: Makes the service of changed settings.
    package init(runtimeStore: RuntimeConfigurationStore, make: @escaping ServiceMaker) {
        self.runtimeStore = runtimeStore
        self.make = make
    }

    /// Users and ids of credentials behind the changes, in order.
    package var changedBy: [String] { self.changes.withLock(\.self) }

    package func replace(
        _ settings: WrittenSettings, changedBy: String, if isExpected: @escaping @Sendable (WrittenSettings) -> Bool
    ) async throws(SettingsUpdateError) {
        guard let inForce = self.runtimeStore.current.services[settings.id] else { throw .unknown }
        guard isExpected(inForce.written) else { throw .changed }
        self.changes.withLock { $0.append(changedBy) }
        self.runtimeStore.replace(with: self.runtimeStore.current.replacing([self.make(settings)]))
    }
}

/// Allows callbacks on `https`, and sends nothing.
package struct PublicDestinations: HTTPTransport, DestinationCheck {
    /// There is nothing to set up.
    package init() {}

    package func check(_ url: String, for destinations: DestinationPolicy) async throws(TransportError) {
        guard url.hasPrefix("https://") else { throw .blockedDestination }
    }

    package func send(_ call: HTTPCall) async throws(TransportError) -> HTTPAnswer { throw .timeout }
}

/// Knows no credential at all.
package struct NoCredentials: Authenticator {
    /// There is nothing to know.
    package init() {}

    package func principal(presenting credential: String) async -> Principal? { nil }
}
