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
    /// The result of looking at a link, or of using it.
    enum Result: Sendable {
        /// It is this person's, and was not used before.
        case fresh(Principal)
        /// It was used before.
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
            return (person.name, text)
        }
        self.links.withLock { [states] in $0 = states }
        return links
    }

    /// Looks at a link without using it up: browsers, mail and chat programs look ahead.
    func look(at text: String) -> Result { self.result(of: text, usesUp: false) }

    /// Signs in whoever uses a link first.
    func use(_ text: String) -> Result { self.result(of: text, usesUp: true) }

    private func result(of text: String, usesUp: Bool) -> Result {
        guard RandomSecret.isOne(text) else { return .unknown }
        let key = RandomSecret.digest(text)
        return self.links.withLock { links in
            switch links[key] {
            case .fresh(let person):
                if usesUp { links[key] = .used }
                return .fresh(person)
            case .used: return .used
            case nil: return .unknown
            }
        }
    }
}
