import Foundation
import HTTPTypes
import Hummingbird

/// The interface for programs: `GET /api/contacts?phone=%2B493023125123` with `Authorization: Bearer`.
///
/// 200 with a list, empty where no contact has the number; 400 for a `phone` that is missing or not `+` and digits; 401 without the
/// token. Every answer takes its time, so that a demo shows what waiting for a CRM looks like.
struct ContactInterface: Sendable {
    let contacts: ContactIndex
    let token: String

    /// The answer's shape.
    private struct Answer: Encodable {
        let total: Int
        let contacts: [Contact]
    }

    func add(to router: Router<BasicRequestContext>) {
        router.get("api/contacts") { request, _ in
            try await Task.sleep(for: .milliseconds(.random(in: 60...120)))
            return try self.find(request)
        }
    }

    private func find(_ request: Request) throws -> Response {
        guard request.headers[.authorization] == "Bearer \(self.token)" else {
            throw HTTPError(.unauthorized, headers: [.wwwAuthenticate: "Bearer"], message: "send the token of this CRM")
        }
        guard let phone = request.uri.queryParameters["phone"].map(String.init), Self.isNumber(phone) else {
            throw HTTPError(.badRequest, message: "phone must be + and 7 to 15 digits, percent-encoded: %2B493023125123")
        }
        let found = self.contacts.contacts(number: phone)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(Answer(total: found.count, contacts: found))
        return Response(
            status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: data)))
    }

    private static func isNumber(_ text: String) -> Bool {
        text.hasPrefix("+") && (7...15).contains(text.utf8.count - 1) && text.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
    }
}
