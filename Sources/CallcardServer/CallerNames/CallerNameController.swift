internal import Application
internal import CallModel
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Answers `POST /v1/callername`, for telephone switches, and GET where the operator allows it: a name in one line, or nothing.
///
/// Dialplans show what comes, so that nothing but a name ever does: whoever may not ask gets 401, another method 405, and whatever
/// else goes wrong is 200, all of it without a body. Operators see it in `callcard_caller_names_total`.
struct CallerNameController: Sendable {
    private static let path = "/v1/callername"
    private static let roles: Set<Role> = [.sessionService, .owner, .operator]

    let names: CallerNames
    /// Read anew for each request: whether GET is answered changes on reload.
    let runtimeStore: RuntimeConfigurationStore
    let accessControl: AccessControl
    /// Whether all connections are our own TLS.
    let speaksTLS: Bool
    let monitor: LookupMonitor
    let time: any TimeSource
    private let counters = CallerNameCounters()

    init(
        names: CallerNames, runtimeStore: RuntimeConfigurationStore, accessControl: AccessControl, speaksTLS: Bool,
        monitor: LookupMonitor, time: any TimeSource
    ) {
        self.names = names
        self.runtimeStore = runtimeStore
        self.accessControl = accessControl
        self.speaksTLS = speaksTLS
        self.monitor = monitor
        self.time = time
    }

    var endpoints: [Endpoint] {
        let shedding = Shedding { (self.response(.none(.overloaded)), ByteBuffer()) }
        return [
            Endpoint(.post, Self.path, .open { await self.answerPost($0) }, isSilent: true, shedding: shedding),
            Endpoint(.get, Self.path, .open { try await self.answerGet($0) }, isSilent: true),
        ]
    }

    private func answerPost(_ call: APIRequest) async -> Response {
        await self.answer(call) {
            let body = try await call.body(upTo: APIRequest.bodyLimit)
            return CallerNameQuery(body, contentType: call.request.headers[.contentType])
        }
    }

    /// The number is in the URL then, which proxies and others on the way may log: so nobody may be on the way.
    private func answerGet(_ call: APIRequest) async throws -> Response {
        let isPrivate = self.speaksTLS || self.accessControl.localRequest.matches(call.request, on: call.context.connection)
        guard self.runtimeStore.current.switches.namesByGET, isPrivate else {
            throw Problem(.methodNotAllowed, "This resource has POST.", allow: ["POST"])
        }
        return await self.answer(call) { CallerNameQuery(form: (call.request.uri.query ?? "").utf8) }
    }

    /// Answers a question; `read` returns `nil`, or throws, for one that can't be read.
    private func answer(_ call: APIRequest, _ read: () async throws -> CallerNameQuery?) async -> Response {
        let principal: Principal
        do throws(Problem) {
            principal = try await self.accessControl.admitSwitch(call.request, roles: Self.roles, on: call.context.connection)
        } catch {
            guard error.code == .rateLimited else { return Self.unauthorized }
            return self.response(.none(.overloaded))
        }
        guard let query = try? await read() else { return self.response(.none(.unreadable)) }
        PendingRequest.current?.end()
        let answer = await self.names.name(
            for: query, by: principal, receivedAt: self.time.monotonicNow(), monitor: self.monitor)
        return self.response(answer)
    }

    private func response(_ answer: CallerNameAnswer) -> Response {
        self.counters.count(answer)
        var text: [UInt8] = []
        if case .name(let name) = answer { text = Array(name.utf8) }
        return Response(json: text, type: "text/plain; charset=utf-8")
    }

    private static var unauthorized: Response {
        var response = Response(status: .unauthorized, headers: [.cacheControl: "no-store"])
        response.headers[.wwwAuthenticate] = #"Basic realm="Callcard", charset="UTF-8""#
        return response
    }
}
