internal import Application
internal import CallModel
internal import Hummingbird
internal import StrictJSON

/// Answers `GET /v1/login-sessions` and `DELETE /v1/login-sessions/{id}`: who is signed in to the pages, and the end of that.
struct LoginSessionController: Sendable {
    /// `nil` where no pages are served: then nobody is signed in.
    let loginSessions: LoginSessionStore?

    private static let path = "/v1/login-sessions"

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, Self.path, [.operator], handler: self.list),
            Endpoint(.delete, "\(Self.path)/{id}", [.operator], handler: self.end),
        ]
    }

    private func list(_: AuthenticatedRequest) async throws -> Response {
        .array(capacity: 512) { writer in
            for loginSession in self.loginSessions?.all ?? [] {
                writer.object { writer in
                    writer.member("id", loginSession.id)
                    writer.member("user", loginSession.user)
                    writer.member("startedAt", loginSession.startedAt.description)
                    writer.member("expiresAt", loginSession.expiresAt.description)
                }
            }
        }
    }

    private func end(_ request: AuthenticatedRequest) async throws -> Response {
        let isKnown: Bool
        do throws(JournalError) {
            isKnown = try await self.loginSessions?.end(id: request.parameter("id")) ?? false
        } catch {
            throw Problem(
                .journalUnavailable,
                "It has ended; until the journal can be written again, a restart would bring it back (\(error.label)).",
                retryAfter: .seconds(1))
        }
        guard isKnown else { throw Problem(.notFound, "There is no such login session.") }
        return Response(status: .noContent)
    }
}
