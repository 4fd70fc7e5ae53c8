import CallModel
import Waiting

/// A connector that answers when the test says so, or at once.
final class ScriptedConnector: Connector {
    private struct State {
        var asked = 0
        var held: [CheckedContinuation<Result<[Finding], ConnectorError>, Never>] = []
        var answer: Result<[Finding], ConnectorError>?
        var sendsTwice = false
        var regions: [Region?] = []
    }

    let id: ConnectorID
    let repeatsSafely: Bool
    let condition: ConnectorCondition
    let dependsOnRegion: Bool
    private let state: Lock<State>

    /// - Parameter answer: What it answers at once; `nil` holds each question until ``release(_:)``.
    init(
        _ id: String, answer: Result<[Finding], ConnectorError>? = nil, repeatsSafely: Bool = false,
        kind: ConnectorCondition.Kind = .crm, dependsOnRegion: Bool = false
    ) {
        self.dependsOnRegion = dependsOnRegion
        self.condition = ConnectorCondition(kind)
        self.id = ConnectorID(id)!
        self.repeatsSafely = repeatsSafely
        self.state = Lock(State(answer: answer))
    }

    var asked: Int { self.state.withLock(\.asked) }
    /// The regions of all questions, in order.
    var regions: [Region?] { self.state.withLock(\.regions) }

    func applies(to number: CallerNumber) -> Bool {
        if case .full = number { true } else { false }
    }

    func findings(for question: Question) async throws(ConnectorError) -> [Finding] {
        if self.state.withLock(\.sendsTwice) { question.repeats.set() }
        let result = await withCheckedContinuation { continuation in
            let answer = self.state.withLock { state in
                state.asked += 1
                state.regions.append(question.region)
                if state.answer == nil { state.held.append(continuation) }
                return state.answer
            }
            if let answer { continuation.resume(returning: answer) }
        }
        return try result.get()
    }

    /// Waits until so many questions have come.
    func waitForQuestions(_ count: Int) async {
        while self.asked < count { await Task.yield() }
    }

    /// Answers so from now on, held questions too; `nil` holds them.
    func answers(_ answer: Result<[Finding], ConnectorError>?) {
        self.state.withLock { $0.answer = answer }
        if let answer { self.end(answer) }
    }

    /// From now on each request goes out a second time behind the engine's back.
    func sendsTwice() {
        self.state.withLock { $0.sendsTwice = true }
    }

    /// Answers all held questions, one at least: a lookup is counted before its question has come.
    func release(_ answer: Result<[Finding], ConnectorError>) async {
        while self.state.withLock(\.held.isEmpty) { await Task.yield() }
        self.end(answer)
    }

    private func end(_ answer: Result<[Finding], ConnectorError>) {
        let held = self.state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume(returning: answer) }
    }
}
