import CallModel
import StrictJSON

/// Reads the answer of a token endpoint.
enum TokenReader: Sendable {
    /// `access_token`, `token_type` and `expires_in` (RFC 6749, 5.1).
    case oauth
    /// jq programs of the manifest, which see `$settings`: some tokens are made of more than the answer.
    case programs(token: any JSONQuery, lifetime: (any JSONQuery)?, settings: [UInt8])

    /// - Parameter onEvent: Called with the part of the answer that is of no use.
    /// - Throws: ``ConnectorError/badPayload`` where there is no token, or one that no header can carry.
    func read(
        _ body: [UInt8], within left: Duration, onEvent: (ConnectorEvent) -> Void
    ) async throws(ConnectorError) -> TokenAnswer {
        switch self {
        case .oauth:
            let members = try Self.oauthMembers(body, onEvent: onEvent)
            let token = try Self.issued((members["access_token"] ?? .null, members["expires_in"] ?? .null), onEvent: onEvent)
            return TokenAnswer(
                token: token, refreshToken: members["refresh_token"]?.stringValue.flatMap(TokenAnswer.refreshToken))
        case .programs(let token, let lifetime, let settings):
            let text = try await Self.value(token, body, settings, left, part: "auth.token", onEvent: onEvent)
            guard let lifetime else { return TokenAnswer(token: try Self.issued((text, .null), onEvent: onEvent)) }
            let seconds = try await Self.value(lifetime, body, settings, left, part: "auth.lifetime", onEvent: onEvent)
            return TokenAnswer(token: try Self.issued((text, seconds), onEvent: onEvent))
        }
    }

    private static func oauthMembers(
        _ body: [UInt8], onEvent: (ConnectorEvent) -> Void
    ) throws(ConnectorError) -> JSONObject {
        guard let answer = try? StrictJSON.parse(body) else {
            onEvent(.notJSON)
            throw .badPayload
        }
        // A token of another type would need more than a header.
        guard let members = answer.objectValue, (members["token_type"] ?? .string("bearer")).stringValue?.lowercased() == "bearer"
        else {
            onEvent(.unusable(part: "auth"))
            throw .badPayload
        }
        return members
    }

    private static func issued(
        _ value: (token: JSONValue, lifetime: JSONValue), onEvent: (ConnectorEvent) -> Void
    ) throws(ConnectorError) -> IssuedToken {
        let seconds: Double? =
            switch value.lifetime {
            case .null: nil
            // Some write the seconds as a text.
            case .number(let text), .string(let text): Double(text) ?? .nan
            case .bool, .array, .object: .nan
            }
        guard let text = value.token.stringValue, seconds?.isFinite ?? true,
            let issued = IssuedToken(text, seconds: seconds)
        else {
            onEvent(.unusable(part: "auth"))
            throw .badPayload
        }
        return issued
    }

    /// A program's one result.
    private static func value(
        _ query: any JSONQuery, _ body: [UInt8], _ settings: [UInt8], _ left: Duration, part: String,
        onEvent: (ConnectorEvent) -> Void
    ) async throws(ConnectorError) -> JSONValue {
        let results: [[UInt8]]
        do throws(JSONQueryError) {
            results = try await query.run(on: body, variables: ["settings": settings], within: left)
        } catch {
            throw ConnectorError(error, part: part, onEvent: onEvent)
        }
        guard results.count == 1, let value = try? StrictJSON.parse(results[0]) else {
            onEvent(.unusable(part: part))
            throw .unusable(ProgramFault(part: part, reason: "yields \(results.count) values, must yield one"))
        }
        return value
    }
}
