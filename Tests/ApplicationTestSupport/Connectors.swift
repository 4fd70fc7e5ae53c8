package import CallModel
internal import Waiting

/// Knows one contact at once: Anna Meier, +49 30 23125123.
package struct KnownContact: ImmediateConnector {
    package let id = ConnectorID("contacts")!
    package let generation: UInt64 = 1

    /// A book of one contact.
    package init() {}

    package var condition: ConnectorCondition { ConnectorCondition(.addressBook, contacts: 1) }

    package func applies(to number: CallerNumber) -> Bool { true }

    package func findings(for number: CallerNumber) -> [Finding] {
        guard case .full(let number) = number, number.e164 == "+493023125123" else { return [] }
        return [Finding(grade: .exact, caller: Caller(displayName: "Anna Meier"))]
    }
}

/// A CRM that answers when the test says so; questions wait until then.
package final class ScriptedConnector: Connector {
    private typealias Answer = Result<[Finding], ConnectorError>

    private struct State {
        var answer: Answer?
        var waiting: [Int: CheckedContinuation<Answer, Never>] = [:]
        var asked = 0
    }

    package let id = ConnectorID("hubspot")!
    private let state = Lock(State())

    /// A CRM that has not answered yet.
    package init() {}

    /// Questions so far.
    package var asked: Int { self.state.withLock(\.asked) }

    /// Answers all questions, those that wait and those to come.
    package func answer(with result: Result<[Finding], ConnectorError>) {
        let waiting = self.state.withLock { state in
            state.answer = result
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume(returning: result) }
    }

    package func applies(to number: CallerNumber) -> Bool { true }

    package func findings(for question: Question) async throws(ConnectorError) -> [Finding] {
        let place = self.state.withLock { state in
            state.asked += 1
            return state.asked
        }
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known = self.state.withLock { state -> Answer? in
                    if let answer = state.answer { return answer }
                    guard !Task.isCancelled else { return .failure(.timeout) }
                    state.waiting[place] = continuation
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            self.state.withLock { $0.waiting.removeValue(forKey: place) }?.resume(returning: .failure(.timeout))
        }
        return try answer.get()
    }
}

extension Caller {
    /// A caller of whom no more is known.
    package init(displayName: String? = nil, company: String? = nil) {
        self.init()
        self[.displayName] = displayName
        self[.company] = company
    }
}
