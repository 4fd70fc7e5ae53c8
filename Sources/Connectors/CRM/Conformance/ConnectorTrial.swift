import CallModel
import OutboundHTTP
import Synchronization

/// Runs one manifest against fixtures and faults.
struct ConnectorTrial {
    let manifest: ConnectorManifest
    let conformance: ConnectorConformance

    /// What a question came to.
    private struct Ending {
        var outcome: Outcome
        var findings: [Finding] = []
        var mismatched = 0
        /// All that the connector says about what happened; no fixture text may stand in it.
        var spoken = ""
    }

    func check(_ fixture: Fixture) async -> ConformanceReport.Check {
        let transport = RecordedTransport(fixture.exchanges)
        var problems: [String] = []
        do throws(ConnectorFailure) {
            let ending = try await self.ask(fixture, transport)
            problems = transport.problems + Self.differences(ending, fixture.expected)
        } catch {
            problems = [error.message]
        }
        return ConformanceReport.Check("fixture \(fixture.name)", problems)
    }

    func checkFaults(_ fixture: Fixture) async -> [ConformanceReport.Check] {
        let body = fixture.exchanges.first { $0.answer.status == 200 }?.answer.body ?? []
        // The first request decides: what comes after one that failed is never asked.
        let notFound = self.manifest.requests.first?.notFound ?? []
        var checks: [ConformanceReport.Check] = []
        for fault in FaultCase.all(of: self.manifest.kind, hit: body, notFound: notFound) {
            checks.append(ConformanceReport.Check("fault \(fault.name)", await self.problems(fixture, fault)))
        }
        guard self.manifest.auth.hasToken else { return checks }
        for fault in FaultCase.signIn {
            checks.append(ConformanceReport.Check("sign-in \(fault.name)", await self.problems(fixture, fault, ofSignIn: true)))
        }
        return checks
    }

    private func problems(_ fixture: Fixture, _ fault: FaultCase, ofSignIn: Bool = false) async -> [String] {
        do throws(ConnectorFailure) {
            // Without a token the CRM must not be asked; if it is, the recorded requests say so.
            let crm: any HTTPTransport = ofSignIn ? RecordedTransport([]) : StubTransport(answer: fault.answer)
            let ending = try await self.ask(fixture, crm, tokens: ofSignIn ? fault.answer : nil)
            var problems: [String] = []
            if ending.outcome != fault.outcome {
                problems.append("ends as \(ending.outcome.rawValue), must end as \(fault.outcome.rawValue)")
            }
            let texts = fixture.expected.findings.flatMap { $0.caller.fields.map(\.value) }.filter { $0.count > 3 } + ["fixture-"]
            if texts.contains(where: ending.spoken.contains) {
                problems.append("its error repeats text of the answer, or a secret")
            }
            return problems + ((crm as? RecordedTransport)?.problems ?? [])
        } catch {
            return [error.message]
        }
    }

    private func ask(
        _ fixture: Fixture, _ transport: any HTTPTransport, tokens: Result<HTTPAnswer, TransportError>? = nil
    ) async throws(ConnectorFailure) -> Ending {
        let notes = Mutex<[ConnectorEvent]>([])
        let connector = try self.connector(fixture, transport, tokens: tokens) { _, note in notes.withLock { $0.append(note) } }
        let question = Question(number: .full(fixture.number), deadline: MonotonicTime(nanoseconds: .max))
        var ending: Ending
        do throws(ConnectorError) {
            let findings = try await connector.findings(for: question)
            ending = Ending(outcome: findings.isEmpty ? .miss : .hit, findings: findings)
        } catch {
            ending = Ending(outcome: error.outcome, spoken: String(reflecting: error))
        }
        for note in notes.withLock({ $0 }) {
            ending.spoken += " " + String(reflecting: note)
            if case .mismatched(let count) = note { ending.mismatched += count }
        }
        return ending
    }

    private static func differences(_ ending: Ending, _ expected: Fixture.Expected) -> [String] {
        var problems: [String] = []
        let outcome = expected.error ?? (expected.findings.isEmpty ? .miss : .hit)
        if ending.outcome != outcome { problems.append("ends as \(ending.outcome.rawValue), expected \(outcome.rawValue)") }
        if ending.mismatched != expected.mismatched {
            problems.append("drops \(ending.mismatched) records of other numbers, expected \(expected.mismatched)")
        }
        if ending.findings.count != expected.findings.count {
            problems.append("finds \(ending.findings.count) callers, expected \(expected.findings.count)")
        }
        for (index, (found, expected)) in zip(ending.findings, expected.findings).enumerated() {
            problems += found.differences(from: expected).map { "finding \(index + 1): \($0)" }
        }
        return problems
    }
}
