import CallcardServer
import Synchronization

/// The links by which a newcomer opens pages. Each works once; a reload brings new ones, which are told as they come.
final class DemoLinks: Sendable {
    private struct State {
        var links: [SignInLink] = []
        var isShown = false
    }

    private let state = Mutex(State())

    var all: [SignInLink] { self.state.withLock(\.links) }

    func take(_ links: [SignInLink]) {
        let isShown = self.state.withLock { state in
            state.links = links
            return state.isShown
        }
        if isShown { self.announce() }
    }

    /// From here on new links are told at once.
    ///
    /// - Parameter lines: Whether those of now are told, a line each.
    func show(lines: Bool = true) {
        self.state.withLock { $0.isShown = true }
        if lines { self.announce() }
    }

    private func announce() {
        Terminal.endProgress()
        for link in self.all { Terminal.announce("sign in as \(link.user): \(link.url)") }
    }
}
