public import CallModel
internal import ContextTemplates
internal import NIOCore

/// Settings of a service as they are journaled: the contract's shape, in JSON.
public enum JournaledSettings {
    /// What to journal.
    public static func bytes(of settings: ServiceSettings) -> [UInt8] {
        settings.encoded()
    }

    /// Reads what was journaled; `nil` where it can't be understood.
    ///
    /// Connectors and templates that the configuration does not know any more stay where they are.
    public static func settings(of record: SettingsRecord) -> ServiceSettings? {
        let reader = SettingsBody(id: record.service, connectors: [], schemes: URLSchemes(), isStrict: false)
        return try? reader.read(ByteBuffer(bytes: record.json))
    }
}
