import CRM
import CallModel
import ConnectorHTTP
import FlowCalls
import Manifests
import OutboundHTTP
import Waiting

/// Runs one manifest against fixtures and faults.
struct ConnectorTrial {
    let manifest: ConnectorManifest
    /// Has the compiler and the number indexer that connectors run with.
    let conformance: ConnectorConformance

    /// The end of a question: its outcome and findings, and what was noticed on the way.
    private struct Ending {
        var outcome: Outcome
        var findings: [Finding] = []
        var mismatched = 0
        /// The program of the manifest that failed.
        var fault: ProgramFault?
        /// The connector's events and errors as texts; no fixture text may stand in them.
        var spoken = ""
    }

    /// Asks the fixture's question and compares the requests and the findings with the expected ones.
    func check(_ fixture: Fixture) async -> ConformanceReport.Check {
        let transport = RecordedTransport(fixture.exchanges)
        var problems: [String] = []
        do throws(ConnectorFailure) {
            let ending = try await self.ask(fixture, transport)
            problems = try self.tokenProblems(fixture) + transport.problems + Self.differences(ending, fixture.expected)
        } catch {
            problems = [error.message]
        }
        return ConformanceReport.Check("fixture \(fixture.name)", problems)
    }

    /// Asks the fixture's question once for each ``FaultCase``, in place of the recorded answers.
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

    /// Asks the fixture's question with one fault in place of each answer, or of the sign-in's only.
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

    /// Makes a connector and asks it the fixture's question.
    private func ask(
        _ fixture: Fixture, _ transport: any HTTPTransport, tokens: Result<HTTPAnswer, TransportError>? = nil
    ) async throws(ConnectorFailure) -> Ending {
        let events = Lock<[ConnectorEvent]>([])
        let connector = try self.connector(fixture, transport, tokens: tokens) { _, event in
            events.withLock { $0.append(event) }
        }
        let question = Question(number: .full(fixture.number), deadline: MonotonicTime(nanoseconds: .max))
        var ending: Ending
        do throws(ConnectorError) {
            let findings = try await connector.findings(for: question)
            ending = Ending(outcome: findings.isEmpty ? .miss : .hit, findings: findings)
        } catch {
            ending = Ending(outcome: error.outcome, fault: error.fault, spoken: String(reflecting: error))
        }
        for event in events.withLock({ $0 }) {
            ending.spoken += " " + String(reflecting: event)
            if case .mismatched(let count) = event { ending.mismatched += count }
        }
        return ending
    }

    /// The fixture's own settings, else the manifest's examples and defaults.
    ///
    /// A secret has the value `fixture-<name>`, so that fixtures can tell where it must be sent; a key is one of no worth.
    private func settings(_ fixture: Fixture) throws(ConnectorFailure) -> ConnectorSettings {
        var values: [String: SettingValue] = [:]
        for setting in self.manifest.settings {
            if setting.isSecret {
                let isKey = self.manifest.auth.keySettings.contains(setting.name)
                let value = isKey ? ClientAssertion.sampleKey() : "fixture-\(setting.name)"
                values[setting.name] = .secret(Sensitive(fixture.settings[setting.name] ?? value))
            } else if let value = fixture.settings[setting.name] ?? (setting.isRequired ? setting.example : nil) {
                values[setting.name] = .literal(value)
            }
        }
        do throws(SettingProblems) {
            return try ConnectorSettings(for: self.manifest, values: values, region: fixture.region, writings: fixture.writings)
        } catch {
            let problems = error.all.map { ($0.setting.map { "setting \($0) " } ?? "") + $0.message }
            throw ConnectorFailure(message: problems.joined(separator: "; "))
        }
    }

    /// A connector with the fixture's settings.
    ///
    /// - Parameter tokens: What requests for a token get; `nil` stands for the fixture's.
    private func connector(
        _ fixture: Fixture, _ transport: any HTTPTransport, tokens: Result<HTTPAnswer, TransportError>?,
        onEvent: @escaping ConnectorEventHandler
    ) throws(ConnectorFailure) -> any Connector {
        let settings = try self.settings(fixture)
        do throws(ConnectorBuildError) {
            var transport = transport
            if let call = try TokenRequestMaker(settings: settings).call(self.manifest.auth, refreshToken: Self.refreshToken) {
                transport = TokenStubTransport(call: call, answer: tokens ?? .success(fixture.tokenAnswer), crm: transport)
            }
            return switch self.manifest.kind {
            case .crm:
                try CRMConnector(
                    manifest: self.manifest, settings: settings, transport: transport, compiler: self.conformance.compiler,
                    indexer: self.conformance.indexer, refreshTokens: FixtureRefreshToken(connector: self.manifest.id),
                    time: FrozenTime(),
                    onEvent: onEvent)
            case .flow:
                try FlowConnector(
                    manifest: self.manifest, settings: settings, transport: transport, compiler: self.conformance.compiler,
                    time: FrozenTime(), onEvent: onEvent)
            }
        } catch {
            throw ConnectorFailure(message: "\(error)")
        }
    }

    /// The differences between the request for a token and the one that the fixture expects.
    private func tokenProblems(_ fixture: Fixture) throws(ConnectorFailure) -> [String] {
        guard let expected = fixture.tokenRequest else { return [] }
        let settings = try self.settings(fixture)
        do throws(ConnectorBuildError) {
            let maker = TokenRequestMaker(settings: settings)
            guard let call = try maker.call(self.manifest.auth, refreshToken: Self.refreshToken) else {
                return ["the manifest fetches no token, so that no tokenRequest comes"]
            }
            return expected.differences(from: call).map { "token request: \($0)" }
        } catch {
            throw ConnectorFailure(message: "\(error)")
        }
    }

    /// What fixtures know as the refresh token.
    fileprivate static let refreshToken = "fixture-refreshToken"

    /// The differences between an ending and the expected one.
    private static func differences(_ ending: Ending, _ expected: Fixture.Expected) -> [String] {
        var problems: [String] = []
        let outcome = expected.error ?? (expected.findings.isEmpty ? .miss : .hit)
        if ending.outcome != outcome {
            problems.append(
                "ends as \(ending.outcome.rawValue), expected \(outcome.rawValue)" + (ending.fault.map { " (\($0))" } ?? ""))
        }
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

/// Why a connector could not even be made for a fixture.
private struct ConnectorFailure: Error {
    let message: String
}

/// Holds the refresh token that fixtures know; a new one is forgotten.
private struct FixtureRefreshToken: RefreshTokenStore {
    let connector: ConnectorID
    var trouble: String? { nil }

    func exchange<Value: Sendable>(
        until _: MonotonicTime, _ exchange: @Sendable (Sensitive<String>) async -> (value: Value, rotated: Sensitive<String>?)
    ) async throws(RefreshTokenFailure) -> Value {
        await exchange(Sensitive(ConnectorTrial.refreshToken)).value
    }
}

/// A clock that stands still, so that a fixture gives the same result on every day.
private struct FrozenTime: TimeSource {
    func monotonicNow() -> MonotonicTime { MonotonicTime(nanoseconds: 0) }
    /// 2026-01-01T00:00:00Z
    func wallNow() -> WallTime { WallTime(milliseconds: 1_767_225_600_000) }
    func sleep(until time: MonotonicTime) async throws {}
}

extension Finding {
    /// The fields that differ from `expected`. For fixtures only: values are shown.
    fileprivate func differences(from expected: Finding) -> [String] {
        var problems: [String] = []
        if self.grade != expected.grade {
            problems.append("grade is \(self.grade.rawValue), expected \(expected.grade.rawValue)")
        }
        for field in CallerField.allCases where self.caller[field] != expected.caller[field] {
            problems.append("\(field.name) is \(self.caller[field] ?? "absent"), expected \(expected.caller[field] ?? "absent")")
        }
        if self.caller.telNumbers != expected.caller.telNumbers { problems.append("telNumbers are not the expected ones") }
        if self.caller.customFields != expected.caller.customFields { problems.append("customFields are not the expected ones") }
        return problems
    }
}
