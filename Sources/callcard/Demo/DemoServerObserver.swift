import CallcardServer
import Serving
import Waiting

/// Follows the demo's server: where it listens, and the links that open pages. Each link works once; a reload brings new ones,
/// which are printed as they come.
final class DemoServerObserver: ServerObserver {
    private struct State {
        var links: [SignInLink] = []
        var isShown = false
    }

    private let state = Lock(State())
    /// The server's address, once it listens.
    let urls: AsyncStream<String>
    private let listening: AsyncStream<String>.Continuation

    init() {
        (self.urls, self.listening) = AsyncStream.makeStream(of: String.self)
    }

    var links: [SignInLink] { self.state.withLock(\.links) }

    func serverListens(at url: String) async {
        self.listening.yield(url)
    }

    func signInLinksChanged(to links: [SignInLink]) async {
        let isShown = self.state.withLock { state in
            state.links = links
            return state.isShown
        }
        if isShown { self.announce() }
    }

    /// Prints the links, and each later one as soon as it is there.
    ///
    /// - Parameter lines: Whether those of now are printed, a line each.
    func show(lines: Bool = true) {
        self.state.withLock { $0.isShown = true }
        if lines { self.announce() }
    }

    private func announce() {
        Terminal.endProgress()
        for link in self.links { Terminal.announce("sign in as \(link.user): \(link.url)") }
    }
}
