import Dispatch
import CallModel
import OutboundHTTP
import Testing

@testable import CurlTransport

@Suite("Destinations are checked without being called")
struct DestinationCheckTests {
    /// What a check of a URL comes to; `nil` where it may be called.
    private static func refusal(
        of url: String, allow: [String] = [], allowsHTTP: Bool = false, names: [String: NameLookupResult] = [:]
    ) async throws -> TransportError? {
        let transport = try CurlTransport(names: NameResolver { names[$0] ?? .unknown })
        defer { transport.shutdown() }
        let policy = DestinationPolicy(allow: allow.compactMap(AddressBlock.init(parsing:)), allowsHTTP: allowsHTTP)
        do throws(TransportError) {
            try await transport.check(url, for: policy)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "Addresses: public ones over https, others by permission",
        arguments: [
            ("https://198.41.0.4/run", nil), ("https://127.0.0.1/run", TransportError.blockedDestination),
            ("https://10.0.0.7/run", nil), ("https://[::1]/run", .blockedDestination),
            ("https://[::ffff:10.0.0.7]/run", nil), ("http://198.41.0.4/run", .blockedDestination),
            ("https://127.1/run", .unusable),
            ("ftp://198.41.0.4/run", .blockedDestination), ("run", .unusable),
        ])
    func addresses(url: String, refusal: TransportError?) async throws {
        #expect(try await Self.refusal(of: url, allow: ["10.0.0.0/8"]) == refusal)
    }

    @Test("Plain http where it is allowed")
    func plain() async throws {
        #expect(try await Self.refusal(of: "http://198.41.0.4/run", allowsHTTP: true) == nil)
    }

    @Test("Names are resolved; one address that is allowed is enough, since each is checked again when it is called")
    func names() async throws {
        let names: [String: NameLookupResult] = [
            "public.example": .found([[198, 41, 0, 4]]), "inside.example": .found([[10, 0, 0, 7]]),
            "both.example": .found([[10, 0, 0, 7], [198, 41, 0, 4]]), "silent.example": .unavailable,
        ]
        let expected: [String: TransportError?] = [
            "public.example": nil, "inside.example": .blockedDestination, "both.example": nil, "silent.example": .dns,
            "nobody.example": .dns,
        ]
        for (name, refusal) in expected {
            #expect(try await Self.refusal(of: "https://\(name)/run", names: names) == refusal, "\(name)")
        }
    }

    @Test("R9: a name server that is silent is waited for less than a second")
    func silence() async throws {
        let silent = DispatchSemaphore(value: 0)
        let transport = try CurlTransport(
            names: NameResolver { _ in
                silent.wait()
                return .unknown
            })
        defer {
            silent.signal()
            transport.shutdown()
        }
        await #expect(throws: TransportError.timeout) {
            try await transport.check("https://slow.example/run", for: DestinationPolicy())
        }
        #expect(CurlTransport.patience < .seconds(1))
    }
}
