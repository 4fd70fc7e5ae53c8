import CallModel
import HTTPTypes
import Testing

/// One row of the contract's table of roles: a request that is good, and the status for each role.
struct AccessRow: Sendable, CustomTestStringConvertible {
    let method: HTTPRequest.Method
    /// As the OpenAPI document writes it.
    let path: String
    /// The request's path and query.
    let target: String
    let body: String
    /// The status for roles that may; all others get 403, and nobody at all 401.
    let statuses: [Role: Int]
    /// The status for everybody, with a credential or without; `nil` where roles decide.
    let open: Int?
    /// The status without any credential, where roles decide; a bad one gets 401.
    let bare: Int

    private init(
        _ method: HTTPRequest.Method, _ path: String, _ target: String?, _ body: String, _ statuses: [Role: Int],
        open: Int? = nil, bare: Int = 401
    ) {
        self.method = method
        self.path = path
        self.target = target ?? path
        self.body = body
        self.statuses = statuses
        self.open = open
        self.bare = bare
    }

    var testDescription: String { "\(self.method.rawValue) \(self.path)" }

    private static let service = #""service":"support""#
    private static let number = #"{"number":"+493023125123"}"#
    private static let contact = #"{"externalId":"17","firstName":"Anna"}"#
    private static let contacts = "/v2/AddressBooks/contacts/contacts"
    private static let interaction = "/v1/users/me/interactions/i-c-1"

    /// The routes of the interface. Anna takes session `c-1`, which is no interaction of the owner's.
    static let api: [AccessRow] = [
        AccessRow(.post, "/v1/lookups", nil, number, [.sessionService: 200, .owner: 200, .operator: 200]),
        AccessRow(.get, "/v1/callername", "/v1/callername?number=1", "", [:], open: 405),
        AccessRow(
            .post, "/v1/callername", nil, number, [.sessionService: 200, .owner: 200, .operator: 200, .flow: 401, .agent: 401]),
        AccessRow(
            .post, "/v1/sessions/{id}/events", "/v1/sessions/c-1/events",
            #"{"id":"e-9","type":"ended"}"#, [.sessionService: 202]),
        AccessRow(
            .get, "/v1/sessions/{id}/context", "/v1/sessions/c-1/context", "",
            [.sessionService: 200, .flow: 200, .operator: 200]),

        AccessRow(.get, "/v1/users/{user}/interactions", "/v1/users/me/interactions", "", [.agent: 200, .owner: 200]),
        AccessRow(
            .post, "/v1/users/{user}/interactions/search", "/v1/users/me/interactions/search", #"{"text":"support"}"#,
            [.agent: 200, .owner: 200]),
        AccessRow(.get, "/v1/users/{user}/interactions/{id}", interaction, "", [.agent: 200, .owner: 404]),
        AccessRow(
            .put, "/v1/users/{user}/interactions/{id}/conclusion", interaction + "/conclusion",
            #"{"primaryCode":"sale","secondaryCode":"new"}"#, [.agent: 200, .owner: 404]),
        AccessRow(.get, "/v1/users/{user}/events", "/v1/users/me/events", "", [.agent: 200, .owner: 200]),
        AccessRow(.get, "/v1/users/{user}/active-services", "/v1/users/me/active-services", "", [.agent: 200, .owner: 200]),
        AccessRow(
            .put, "/v1/users/{user}/active-services", "/v1/users/me/active-services", #"{"services":[]}"#,
            [.agent: 200, .owner: 200]),

        AccessRow(.get, "/v1/services", nil, "", [.agent: 200, .owner: 200]),
        AccessRow(.post, "/v1/tags/search", nil, "{\(service),\"prefix\":\"\"}", [.agent: 200, .owner: 200]),
        AccessRow(
            .get, "/v1/services/{id}/settings", "/v1/services/support/settings", "", [.owner: 200, .operator: 200, .agent: 200]),
        AccessRow(
            .put, "/v1/services/{id}/settings", "/v1/services/support/settings",
            #"{"displayName":"Support","owners":["olga@example.com"],"members":["anna@example.com"]}"#,
            [.owner: 200, .operator: 200, .agent: 403]),
        AccessRow(
            .post, "/v1/templates/preview", nil, "{\(service),\"template\":\"https://crm.example\"}",
            [.owner: 200, .operator: 200]),
        AccessRow(.get, "/v1/connectors", nil, "", [.owner: 200, .operator: 200]),
        AccessRow(.get, "/v1/reports/interactions", nil, "", [.owner: 200, .operator: 200]),
        AccessRow(.post, "/v1/forget", nil, number, [.operator: 200, .sessionService: 200]),
        AccessRow(.post, "/v1/reload", nil, "", [.operator: 200]),
        AccessRow(.get, "/v1/login-sessions", nil, "", [.operator: 200]),
        AccessRow(
            .delete, "/v1/login-sessions/{id}", "/v1/login-sessions/0123456789abcdef0123456789abcdef", "", [.operator: 404]),

        AccessRow(
            .post, "/v1/webhooks/{connector}", "/v1/webhooks/crm", #"{"session":"c-1","customer":{"company":"ACME AG"}}"#,
            [.flow: 200]),
        AccessRow(
            .post, "/v1/triggers/tasks", nil,
            #"{"config":{"services":["support@example.com"],"url":"https://flow.example/callback"}}"#, [.flow: 201]),
        AccessRow(.get, "/v1/triggers/tasks", nil, "", [.flow: 200]),
        AccessRow(.delete, "/v1/triggers/tasks/{id}", "/v1/triggers/tasks/0123456789abcdef", "", [.flow: 204], bare: 204),
        AccessRow(.put, "/v1/tasks/{taskId}", "/v1/tasks/c-1", #"{"customer":{"company":"ACME AG"}}"#, [.flow: 200]),
        AccessRow(.get, "/v1/tasks/events", nil, "", [.flow: 200]),
        AccessRow(.get, "/v1/tasks/modalities", nil, "", [.flow: 200]),
        AccessRow(.get, "/v1/tasks/directions", nil, "", [.flow: 200]),
        AccessRow(.get, "/v1/tasks/service-contacts", nil, "", [.flow: 200]),
        AccessRow(.get, "/v1/tasks/users-for-preferred-routing", nil, "", [.flow: 200]),
        AccessRow(.get, "/v1/diagnostics/testconnection", nil, "", [.flow: 200]),

        AccessRow(.get, "/v2/AddressBooks", nil, "", [.flow: 200, .operator: 200]),
        AccessRow(.get, "/v2/AddressBooks/{id}/contacts", contacts, "", [.flow: 200, .operator: 200]),
        AccessRow(.post, "/v2/AddressBooks/{id}/contacts", contacts, contact, [.flow: 200, .operator: 200]),
        AccessRow(.put, "/v2/AddressBooks/{id}/contacts", contacts, contact, [.flow: 200, .operator: 200]),
        AccessRow(
            .post, "/v2/AddressBooks/{id}/contacts/delete", contacts + "/delete", "[]", [.flow: 200, .operator: 200]),
        AccessRow(.post, "/v2/AddressBooks/{id}/contacts/clear", contacts + "/clear", "", [.flow: 200, .operator: 200]),

        AccessRow(.get, "/healthz", nil, "", [:], open: 200),
        AccessRow(.get, "/readyz", nil, "", [:], open: 200),
        AccessRow(.get, "/openapi.json", nil, "", [:], open: 200),
        AccessRow(.get, "/metrics", nil, "", [.operator: 200]),
    ]

    /// The routes of the pages, for which keys are nothing: whoever has no login session is sent to the sign-in.
    static let pages: [AccessRow] = [
        AccessRow(.get, "/", nil, "", [:], open: 303),
        AccessRow(.get, "/services/{id}/settings", "/services/support/settings", "", [:], open: 303),
        AccessRow(.get, "/try", nil, "", [:], open: 303),
        AccessRow(.get, "/assets/{name}", "/assets/callcard.svg", "", [:], open: 200),
        AccessRow(.get, "/sign-in", nil, "", [:], open: 200),
        AccessRow(.get, "/sign-in/callback", nil, "", [:], open: 400),
        AccessRow(.get, "/sign-in/link/{text}", "/sign-in/link/x", "", [:], open: 404),
        AccessRow(.post, "/sign-in/link/{text}", "/sign-in/link/x", "", [:], open: 404),
        AccessRow(.post, "/sign-out", nil, "", [:], open: 403),
    ]
}
