internal import CallModel
internal import HTTPTypes
internal import Hummingbird

/// Answers `/sign-in/link/{text}`: signs in whoever follows it first, on one's own machine.
struct SignInLinkController: Sendable {
    let desk: PageAuthentication

    static let path = "/sign-in/link/"

    var endpoints: [Endpoint] {
        guard !self.desk.options.linked.isEmpty else { return [] }
        return [Endpoint(.get, Self.path + "{text}", .open, surface: .page) { call throws(Problem) in self.follow(call) }]
    }

    private func follow(_ call: APIRequest) -> Response {
        guard call.context.isLoopback else { return PlainPage.unknownLink.response(.notFound) }
        switch self.desk.links.follow(call.parameter("text")) {
        case .signedIn(let person):
            SignInCounter.count("link")
            return self.desk.welcome(person, call.request, to: "/")
        case .used: return PlainPage.usedLink.response(.gone)
        case .unknown: return PlainPage.unknownLink.response(.notFound)
        }
    }
}
