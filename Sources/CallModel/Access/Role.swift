/// What a credential is for. Raw values are the contract's words.
public enum Role: String, Hashable, Sendable, CaseIterable {
    case sessionService, owner, flow, agent, `operator`
}
