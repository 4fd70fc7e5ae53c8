import CallModel
import Testing

@testable import Enrichment

@Suite("The parameter that a flow has changed last")
struct UpdatedParameterTests {
    private static let defaults = [NamedValue(name: "ticket", value: "none"), NamedValue(name: "queue", value: "a")]

    /// The name and value shown after each of a session's contexts has replaced the one before.
    ///
    /// - Parameter contexts: The parameters of each, as `name=value`, by blanks.
    private static func shown(_ contexts: [String]) -> [String] {
        var before: CallerContext?
        return contexts.map { text in
            let parameters = text.split(separator: " ").map { entry in
                let parts = entry.split(separator: "=")
                return NamedValue(name: String(parts[0]), value: String(parts[1]))
            }
            var context = CallerContext(status: .unknown, number: .withheld, parameters: parameters)
            context.updatedParameter = context.parameterUpdated(since: before, defaults: Self.defaults)
            before = context
            return context.updatedParameter.map { "\($0.name)=\($0.value)" } ?? ""
        }
    }

    @Test(
        "It is the one with a new value, and stays so until another one has",
        arguments: [
            // Defaults are nobody's change.
            (["ticket=none queue=a", "ticket=none queue=a"], ["", ""]),
            (["ticket=4711 queue=a", "ticket=4711 queue=b", "ticket=4711 queue=b"], ["ticket=4711", "queue=b", "queue=b"]),
            (["ticket=4711", "ticket=4712", "ticket=4711"], ["ticket=4711", "ticket=4712", "ticket=4711"]),
            // Of several at once the last.
            (["x=1 y=1"], ["y=1"]),
            // A flow takes its word back: the default shows.
            (["ticket=4711 queue=a", "ticket=none queue=a"], ["ticket=4711", "ticket=none"]),
            (["x=1", "ticket=none queue=a"], ["x=1", ""]),
        ])
    func updates(contexts: [String], shown: [String]) {
        #expect(Self.shown(contexts) == shown)
    }

    @Test("It is no difference that a person sees, but by its value")
    func visibility() {
        var context = CallerContext(status: .unknown, number: .withheld)
        let before = context
        context.updatedParameter = NamedValue(name: "ticket", value: "4711")
        #expect(context.showsTheSame(as: before))
    }
}
