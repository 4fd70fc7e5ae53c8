import CallModel
import StrictJSON

/// Makes one request of a manifest, ready to be sent.
struct RequestMaker: Sendable {
    let request: ManifestRequest
    private let url: URLTemplate
    private let query: (any JSONQuery)?
    private let body: (any JSONQuery)?
    private let headers: Sensitive<[(name: String, value: String)]>
    private let settings: ConnectorSettings

    init(
        _ request: ManifestRequest, index: Int, auth: ManifestAuth, settings: ConnectorSettings, compiler: any JSONQueryCompiler
    ) throws(ConnectorBuildError) {
        self.request = request
        self.settings = settings
        do throws(URLTemplate.Fault) {
            self.url = try URLTemplate(request.url)
        } catch {
            throw ConnectorBuildError(part: "requests[\(index)].url", reason: error.message)
        }
        guard self.url.origin != nil || settings.baseURL != nil else {
            throw ConnectorBuildError(
                part: "requests[\(index)].url", reason: "the setting \(ManifestSetting.baseURL) has no value")
        }
        self.query = try compiler.compile(optional: request.query, name: "requests[\(index)].query")
        self.body = try compiler.compile(optional: request.body, name: "requests[\(index)].body")
        self.headers = Sensitive(try HeaderMaker(settings: settings).headers(of: request, auth: auth))
    }

    /// The call for one number, without its limits in time.
    ///
    /// - Parameters:
    ///   - input: ``JQInput/document``, made once a question.
    ///   - left: Time until the question's deadline, more than zero.
    /// - Throws: ``ConnectorError/internal`` where a program or the URL gives nothing usable: a fault of the manifest, not of the
    ///   CRM.
    func call(for number: PhoneNumber, input: [UInt8], left: Duration) async throws(ConnectorError) -> HTTPCall {
        guard var url = self.url.expand(base: self.settings.baseURL, { self.variable($0, number) }) else { throw .internal }
        if let query = self.query {
            let members = try await self.run(query, input, left).objectValue
            guard let pairs = members.flatMap(QueryText.init) else { throw .internal }
            url += pairs.appended(to: url)
        }
        var headers = self.headers.revealed()
        var body: [UInt8]?
        if let program = self.body {
            body = try await self.run(program, input, left).encoded()
            headers.append((name: "Content-Type", value: "application/json"))
        }
        return HTTPCall(
            method: self.request.method.rawValue, url: url, headers: headers, body: body,
            destinations: self.settings.destinations)
    }

    private func variable(_ name: String, _ number: PhoneNumber) -> String? {
        if name.hasPrefix("settings.") { return self.settings.plain[String(name.dropFirst(9))] }
        return NumberNotation(rawValue: String(name.dropFirst(7)))?.write(number)
    }

    /// A program's one result.
    private func run(_ query: any JSONQuery, _ input: [UInt8], _ left: Duration) async throws(ConnectorError) -> JSONValue {
        let results: [[UInt8]]
        do throws(JSONQueryError) {
            results = try await query.run(on: input, variables: [:], within: left)
        } catch {
            throw error == .timeout ? .timeout : .internal
        }
        guard results.count == 1, let value = try? StrictJSON.parse(results[0]) else { throw .internal }
        return value
    }
}
