/// Where a flow that was started is to be looked after. It may carry a key of the flow's, so it is a secret.
struct FlowLocation: Sendable {
    let url: String
    /// Whether it is on the trigger's own server. Only there do the operator's word about addresses and our credentials count.
    let isOwn: Bool
}
