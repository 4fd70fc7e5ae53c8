internal import Application
internal import CallModel
internal import Hummingbird
internal import StrictJSON

/// Answers `POST /v1/forget`: removes a number from memory at once and gives a receipt.
struct ForgetController: Sendable {
    let forgetting: CallerForgetting

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/forget", [.operator, .sessionService], handler: self.forget)]
    }

    private func forget(_ request: AuthenticatedRequest) async throws -> Response {
        var reader = try await request.bodyReader(known: ["number"])
        let number = reader.requiredString("number")
        try reader.finish()
        let receipt = try await self.forgetting.forget(number ?? "", for: request.principal)
        return .object(capacity: 160) { writer in
            for count in ForgetReceipt.Count.allCases { writer.member(count.rawValue, receipt[count]) }
            writer.member("at", receipt.at.description)
            writer.array("books") { writer in
                for book in receipt.books { writer.value(book.value) }
            }
        }
    }
}
