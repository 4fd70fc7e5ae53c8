public import CallModel
package import Flows
public import OutboundHTTP

/// What flows may do here, and where they may be told of calls.
public struct FlowAccess: Sendable {
    /// Address books that flows fill, in configuration order.
    public var books: [any EditableAddressBook] = []
    /// Where flows may ask to be told of calls.
    public var callbacks = DestinationPolicy()
    /// What keys of flows reach, by key id.
    public var keys: [String: ServiceScope] = [:]
    /// Who may speak of callers unasked, by connector.
    package var webhooks: [ConnectorID: Webhook] = [:]

    /// Nothing at all.
    public init() {}
}
