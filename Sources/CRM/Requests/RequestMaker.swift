import CallModel
import ConnectorHTTP
import Manifests
import OutboundHTTP
import StrictJSON

/// Makes one request of a manifest, ready to be sent.
struct RequestMaker: Sendable {
    let request: ManifestRequest
    /// Names of the kept values that the request needs.
    private let needed: Set<String>
    private let url: URLTemplate
    /// The request's name in events.
    private let part: String
    private let query: (any JSONQuery)?
    private let body: (any JSONQuery)?
    private let headers: Sensitive<[(name: String, value: String)]>
    private let credentials: StaticCredentials
    private let settings: ConnectorSettings

    /// Fills in all that is the same in each request.
    ///
    /// - Parameter accept: The manifest's, for the header `Accept`.
    /// - Throws: For a program that does not compile, a URL that is none, and a setting without a value.
    init(
        _ request: ManifestRequest, index: Int, accept: [String], credentials: StaticCredentials,
        settings: ConnectorSettings, compiler: any JSONQueryCompiler
    ) throws(ConnectorBuildError) {
        self.request = request
        self.settings = settings
        self.credentials = credentials
        self.part = "requests[\(index)]"
        self.url = try URLTemplate(request.url, settings: settings, part: "\(self.part).url")
        self.query = try compiler.compile(optional: request.query, name: "\(self.part).query")
        self.body = try compiler.compile(
            optional: request.body?.program, name: "\(self.part).\(request.body?.key ?? "")")
        self.headers = Sensitive(try Self.headers(of: request, accept: accept, credentials: credentials, settings: settings))
        let inURL = self.url.variables.filter { $0.hasPrefix("kept.") }.map { String($0.dropFirst(5)) }
        let inPrograms = [request.query, request.body?.program].compactMap(\.self).flatMap(ManifestRequest.keptNames)
        self.needed = Set(inURL + inPrograms)
    }

    /// All headers of a request but those that depend on its body and on a token.
    ///
    /// - Throws: Where a setting that a header needs has no value, or holds what no header may.
    private static func headers(
        of request: ManifestRequest, accept: [String], credentials: StaticCredentials, settings: ConnectorSettings
    ) throws(ConnectorBuildError) -> [(name: String, value: String)] {
        var headers = [(name: "Accept", value: accept.isEmpty ? "application/json" : accept.joined(separator: ", "))]
        if let header = credentials.header { headers.append(header) }
        for header in request.headers {
            headers.append((header.name, try settings.headerValue(header.value, part: "headers.\(header.name)")))
        }
        return headers
    }

    /// Whether all that the request needs of earlier answers is there.
    func isPossible(with kept: [String: String]) -> Bool { self.needed.allSatisfy { kept[$0] != nil } }

    /// The call for one number, without its limits in time and without a token.
    ///
    /// - Parameters:
    ///   - kept: The values kept of earlier answers; all that ``isPossible(with:)`` looks for.
    ///   - left: Time until the question's deadline, more than zero.
    ///   - onEvent: Called where a program is not run any more.
    /// - Throws: ``ConnectorError/internal`` where a program or the URL gives nothing usable: a fault of the manifest, not of the
    ///   CRM.
    func call(
        for number: PhoneNumber, kept: [String: String], left: Duration, onEvent: (ConnectorEvent) -> Void
    ) async throws(ConnectorError) -> HTTPCall {
        let input = JQInput.document(number, self.settings, kept: kept)
        let expanded = self.url.expand(base: self.settings.baseURL, prefix: self.credentials.path) { name in
            self.variable(name, number, kept)
        }
        guard var url = expanded else {
            throw Self.fault("\(self.part).url", "a value would lead out of its folder")
        }
        if let query = self.query {
            let part = "\(self.part).query"
            let members = try await self.run(query, input, left, part: part, onEvent: onEvent)
            guard let pairs = members.objectValue.flatMap(QueryText.init) else { throw Self.fault(part, Self.pairsRule) }
            url += pairs.appended(to: url)
        }
        var headers = self.headers.revealed()
        var body: [UInt8]?
        if let program = self.body, let format = self.request.body?.format {
            let part = "\(self.part).\(self.request.body?.key ?? "")"
            let made = try await self.run(program, input, left, part: part, onEvent: onEvent)
            guard let signed = self.credentials.signed(made) else { throw Self.fault(part, "has no place for auth.members") }
            guard let written = Self.written(signed, as: format) else { throw Self.fault(part, Self.pairsRule) }
            body = written.bytes
            headers.append((name: "Content-Type", value: written.type))
        }
        return HTTPCall(
            method: self.request.method.rawValue, url: self.credentials.signed(url), headers: headers, body: body,
            destinations: self.settings.destinations)
    }

    /// The bytes of a body with their type; `nil` for what no form can hold.
    private static func written(
        _ value: JSONValue, as format: ManifestRequest.Body.Format
    ) -> (bytes: [UInt8], type: String)? {
        switch format {
        case .json(let type): (value.encoded(), type)
        case .form: value.objectValue.flatMap(QueryText.init).map { (Array($0.text.utf8), QueryText.formType) }
        }
    }

    /// The value of a variable of the URL; `nil` where it has none.
    private func variable(_ name: String, _ number: PhoneNumber, _ kept: [String: String]) -> String? {
        if name.hasPrefix("settings.") { return self.settings.plain[String(name.dropFirst(9))] }
        if name.hasPrefix("kept.") { return kept[String(name.dropFirst(5))] }
        return NumberNotation(rawValue: String(name.dropFirst(7)))?.write(number)
    }

    private static let pairsRule = "must be an object of texts, numbers, truth values, null and arrays of these"

    /// A fault of the manifest, not of the CRM.
    private static func fault(_ part: String, _ reason: String) -> ConnectorError {
        .unusable(ProgramFault(part: part, reason: reason, outcome: .internal))
    }

    /// A program's one result.
    private func run(
        _ query: any JSONQuery, _ input: [UInt8], _ left: Duration, part: String, onEvent: (ConnectorEvent) -> Void
    ) async throws(ConnectorError) -> JSONValue {
        let results: [[UInt8]]
        do throws(JSONQueryError) {
            results = try await query.run(on: input, variables: [:], within: left)
        } catch {
            switch error {
            case .timeout: throw .timeout
            case .failed(let fault): throw Self.fault(part, fault.description)
            case .disabled:
                onEvent(.switchedOff(part: part))
                throw .internal
            case .invalidDocument, .invalidProgram, .tooLarge: throw .internal
            }
        }
        guard results.count == 1, let value = try? StrictJSON.parse(results[0]) else {
            throw Self.fault(part, "yields \(results.count) values, must yield one")
        }
        return value
    }
}
