/// What one connector says about a number: one record.
public struct Finding: Hashable, Sendable {
    public let grade: Grade
    public let caller: Caller

    public init(grade: Grade, caller: Caller) {
        self.grade = grade
        self.caller = caller
    }
}

extension Finding: Redacted {}
