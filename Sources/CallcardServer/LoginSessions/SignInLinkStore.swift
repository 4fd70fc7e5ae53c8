internal import CallModel
internal import Waiting

/// A link that signs one person in, once. Whoever has it is that person.
package struct SignInLink: Hashable, Sendable, Redacted {
    /// The user, or the name of a principal without one.
    package let user: String
    /// The address of this server that it leads to.
    package let url: String
}

/// Links that sign one person in each, for trying things out on one's own machine.
final class SignInLinkStore: Sendable {
    /// The result of following a link.
    enum Result: Sendable {
        /// It was fresh, and is used now.
        case signedIn(Principal)
        /// It was followed before.
        case used
        /// There is no such link, or it was replaced.
        case unknown
    }

    private enum State {
        case fresh(Principal)
        case used
    }

    private let people: [Principal]
    private let links = Lock<[RandomSecret.Digest: State]>([:])

    /// - Parameter people: Those who get a link each.
    init(people: [Principal]) {
        self.people = people
    }

    /// New links for all; those from before lead nowhere then.
    ///
    /// - Returns: Each person's user and what their link ends in.
    func renew() -> [(user: String, text: String)] {
        var states: [RandomSecret.Digest: State] = [:]
        let links = self.people.map { person in
            let text = RandomSecret.fresh()
            states[RandomSecret.digest(text)] = .fresh(person)
            return (person.user ?? person.id, text)
        }
        self.links.withLock { [states] in $0 = states }
        return links
    }

    /// Signs in whoever follows a link first.
    func follow(_ text: String) -> Result {
        guard RandomSecret.isOne(text) else { return .unknown }
        let key = RandomSecret.digest(text)
        return self.links.withLock { links in
            switch links[key] {
            case .fresh(let person):
                links[key] = .used
                return .signedIn(person)
            case .used: return .used
            case nil: return .unknown
            }
        }
    }
}
