/// What one connector says about a number: one record.
public struct Finding: Hashable, Sendable {
    public let grade: Grade
    public let caller: Caller
    /// What a flow says beside who calls; `nil` for everybody else.
    public let extras: FlowExtras?

    public init(grade: Grade, caller: Caller, extras: FlowExtras? = nil) {
        self.grade = grade
        self.caller = caller
        self.extras = extras
    }
}

extension Finding: Redacted {}
