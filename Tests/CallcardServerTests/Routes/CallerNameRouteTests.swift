import Application
import ApplicationTestSupport
import CallModel
import Enrichment
import Foundation
import HTTPTypes
import Hummingbird
import TestSupport
import Testing

@testable import CallcardServer

@Suite("POST /v1/callername: a name for a switch, or nothing", .timeLimit(.minutes(5)))
struct CallerNameRouteTests {
    private static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]

    private func ask(
        _ body: String, as key: ServerBench.Key? = .switchboard, _ headers: HTTPFields = form,
        on bench: ServerBench = ServerBench()
    ) async throws -> Answer {
        try await bench.send(.post, "/v1/callername", as: key, body, headers: headers)
    }

    private func expectNothing(_ answer: Answer, _ status: Int = 200, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(answer.status == status && answer.text.isEmpty, sourceLocation: sourceLocation)
        #expect(answer.headers[.cacheControl] == "no-store", sourceLocation: sourceLocation)
    }

    @Test(
        "A known caller's name is all that is said",
        arguments: [
            "number=%2B493023125123", "number=+493023125123", "number=030+23125+123&service=support&session=c-9&what=ever",
            "number=%2B493023125123&deadlineMs=1&max=0080&likely=NO&ascii=", "number=%2B493023125123&max=99999&deadlineMs=soon",
        ])
    func name(form: String) async throws {
        let answer = try await self.ask(form)
        #expect(answer.status == 200 && answer.text == "Anna Meier")
        #expect(answer.headers[.contentType] == "text/plain; charset=utf-8" && answer.headers[.cacheControl] == "no-store")
    }

    @Test(
        "JSON says the same, whatever it says that it is",
        arguments: ["application/json", "application/json; charset=utf-8", "text/plain", "application/octet-stream"])
    func json(type: String) async throws {
        let body = #" {"number":"+493023125123","service":"support","deadlineMs":500,"max":4,"ascii":true,"other":[1]}"#
        #expect(try await self.ask(body, as: .switchboard, [.contentType: type]).text == "Anna")
    }

    @Test(
        "Whatever is not known or can't be read is nothing",
        arguments: [
            "", "number=", "number=anonymous", "number=%2B442079460123", "number=abc", "number=%", "service=support", "=",
            "number=%2B493023125123&service=sales", "number=%2B493023125123&service=nowhere", "number=1&number=2",
            "{\"number\":\"+493023125123\"", "{\"number\":[\"+493023125123\"]}", "[]", "\u{0}",
        ])
    func nothing(body: String) async throws {
        self.expectNothing(try await self.ask(body))
        self.expectNothing(try await self.ask(body, as: .switchboard, [.contentType: "application/json"]))
    }

    @Test("A body that is too large is nothing")
    func largeBody() async throws {
        let answer = try await self.ask("number=%2B493023125123&x=" + String(repeating: "x", count: 70_000))
        self.expectNothing(answer)
    }

    @Test(
        "A key comes as the password of any user",
        arguments: ["switch:switchboard", ":switchboard", "ä ö:switchboard", "cc_x:switchboard"])
    func password(pair: String) async throws {
        for scheme in ["Basic", "basic", "BASIC "] {
            var headers = Self.form
            headers[.authorization] = "\(scheme) \(Data(pair.utf8).base64EncodedString())"
            #expect(try await self.ask("number=%2B493023125123", as: nil, headers).text == "Anna Meier")
        }
    }

    @Test(
        "Without a good key it is 401 without a body, and the answer says how to sign in",
        arguments: [
            "Basic", "Basic !", "Basic c3dpdGNoYm9hcmQ=", "Basic eDp4", "Basic eDr/", "Bearer x", "Digest x", "Basic Og==", "",
        ])
    func strangers(authorization: String) async throws {
        var headers = Self.form
        headers[.authorization] = authorization
        let answer = try await self.ask("number=%2B493023125123", as: nil, headers)
        self.expectNothing(answer, 401)
        #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Basic realm=") == true)
    }

    @Test("A role that may not look up is a stranger, too", arguments: [ServerBench.Key.anna, .flow])
    func otherRoles(key: ServerBench.Key) async throws {
        self.expectNothing(try await self.ask("number=%2B493023125123", as: key), 401)
    }

    @Test("Who asks too often gets nothing, and no 429")
    func rate() async throws {
        let bench = ServerBench(options: .init(requestsPerSecond: 1, burst: 1))
        #expect(try await self.ask("number=%2B493023125123", as: .administrator, on: bench).text == "Anna Meier")
        self.expectNothing(try await self.ask("number=%2B493023125123", as: .administrator, on: bench))
    }

    @Test("Another method is 405 without a body", arguments: ["PUT", "DELETE", "PATCH", "OPTIONS"])
    func methods(method: String) async throws {
        for key in [nil, ServerBench.Key.switchboard] {
            let answer = try await ServerBench().send(try #require(HTTPRequest.Method(method)), "/v1/callername", as: key)
            self.expectNothing(answer, 405)
            #expect(answer.headers[.allow]?.contains("POST") == true)
        }
    }

    @Test("Only a session service attaches the lookup to a session, and only by an id that is one")
    func session() async throws {
        let bench = ServerBench()
        for (session, key) in [("c-1", ServerBench.Key.switchboard), ("c-2", .olga), ("c 3", .switchboard)] {
            let form = "number=%2B493023125123&service=support&session=\(session)"
            #expect(try await self.ask(form, as: key, on: bench).text == "Anna Meier")
        }
        #expect(try await bench.send(.get, "/v1/sessions/c-1/context", as: .flow).status == 200)
        #expect(try await bench.send(.get, "/v1/sessions/c-2/context", as: .flow).status == 404)
    }

    @Test("GET is answered where the operator allows it, over our own TLS or on this machine, and 405 elsewhere")
    func byGET() async throws {
        func status(_ bench: ServerBench, from address: String, isAllowed: Bool = true) async throws -> Int {
            let runtime = bench.base.engines.runtimeStore.current
            bench.base.engines.runtimeStore.replace(
                with: RuntimeConfiguration(
                    services: Array(runtime.services.values), connectors: runtime.connectors, region: runtime.region,
                    schemes: runtime.schemes, authenticator: runtime.authenticator,
                    switches: SwitchAccess(namesByGET: isAllowed), scopes: [.all]))
            let target = "/v1/callername?number=%2B493023125123&max=4"
            let headers: HTTPFields = [.apiKey: ServerBench.Key.switchboard.rawValue]
            return try await bench.respond(.get, target, headers: headers, from: address).status.code
        }
        let (plain, secure) = (ServerBench(), ServerBench(options: .init(speaksTLS: true)))
        #expect(try await status(secure, from: "192.0.2.7") == 200)
        #expect(try await status(plain, from: "192.0.2.7") == 405)
        // `Host` is callcard.example.
        #expect(try await status(plain, from: "127.0.0.1") == 405)
        #expect(try await status(secure, from: "192.0.2.7", isAllowed: false) == 405)
    }
}
