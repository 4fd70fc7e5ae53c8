import CallModel
import OutboundHTTP

/// Why a connector could not even be made for a fixture.
struct ConnectorFailure: Error {
    let message: String
}

extension ConnectorTrial {
    /// A connector with the fixture's settings: its own, else the manifest's examples and defaults.
    ///
    /// A secret has the value `fixture-<name>`, so that fixtures can tell where it must be sent.
    ///
    /// - Parameter tokens: What requests for a token get; `nil` takes the fixture's.
    func connector(
        _ fixture: Fixture, _ transport: any HTTPTransport, tokens: Result<HTTPAnswer, TransportError>?,
        note: @escaping ConnectorEventHandler
    ) throws(ConnectorFailure) -> any Connector {
        var values: [String: SettingValue] = [:]
        for setting in self.manifest.settings {
            if setting.isSecret {
                values[setting.name] = .secret(Sensitive(fixture.settings[setting.name] ?? "fixture-\(setting.name)"))
            } else if let value = fixture.settings[setting.name] ?? (setting.isRequired ? setting.example : nil) {
                values[setting.name] = .literal(value)
            }
        }
        do {
            let settings = try ConnectorSettings(for: self.manifest, values: values, region: fixture.region)
            var transport = transport
            if let url = try TokenRequestMaker(settings: settings).call(self.manifest.auth)?.url {
                transport = TokenDesk(tokenURL: url, answer: tokens ?? .success(fixture.tokenAnswer), crm: transport)
            }
            return switch self.manifest.kind {
            case .crm:
                try CRMConnector(
                    manifest: self.manifest, settings: settings, transport: transport, compiler: self.conformance.compiler,
                    indexer: self.conformance.indexer, time: FrozenTime(), note: note)
            case .flow:
                try FlowConnector(
                    manifest: self.manifest, settings: settings, transport: transport, compiler: self.conformance.compiler,
                    time: FrozenTime(), note: note)
            }
        } catch let error as SettingProblems {
            let problems = error.all.map { ($0.setting.map { "setting \($0) " } ?? "") + $0.message }
            throw ConnectorFailure(message: problems.joined(separator: "; "))
        } catch {
            throw ConnectorFailure(message: "\(error)")
        }
    }
}

extension Finding {
    /// What is not as in `expected`, by field. For fixtures only: values are shown.
    func differences(from expected: Finding) -> [String] {
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
