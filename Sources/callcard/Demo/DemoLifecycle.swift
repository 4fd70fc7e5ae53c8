import CallModel
import Foundation
import UnixSignals
import Waiting

/// The life of a demo: what it has made, and the effect of a signal at each stage.
///
/// Until the server listens, a signal ends the demo, which removes what it has made. After that the server handles signals itself,
/// and the demo ends with it.
final class DemoLifecycle: Sendable {
    private enum Stage { case preparing, playing, over }

    private struct State {
        var stage = Stage.preparing
        var folder: DemoFolder?
        var crm: SampleCRMProcess?
    }

    private let state = Lock(State())

    var isOver: Bool { self.state.withLock { $0.stage == .over } }

    /// Removes the folder at the end.
    func attach(_ folder: DemoFolder) {
        self.state.withLock { $0.folder = folder }
    }

    /// Stops the sample CRM at the end.
    func attach(_ crm: SampleCRMProcess) {
        self.state.withLock { $0.crm = crm }
    }

    /// The server listens.
    func play() {
        self.state.withLock { $0.stage = .playing }
    }

    /// Ends the sample CRM and removes the folder.
    func clear() {
        let (folder, crm) = self.state.withLock { state in
            defer { (state.folder, state.crm) = (nil, nil) }
            state.stage = .over
            return (state.folder, state.crm)
        }
        crm?.stop()
        folder?.remove()
    }

    /// Handles signals until its task is cancelled.
    func handleSignals() async {
        let hadTerminal = Terminal.isInteractive
        for await signal in await UnixSignalsSequence(trapping: .sighup, .sigint, .sigterm) {
            if signal == .sighup {
                // A closed window is the end; any other SIGHUP is the server's, which reloads.
                if hadTerminal && !Terminal.isInteractive { kill(getpid(), SIGTERM) }
                continue
            }
            let wasPreparing = self.state.withLock { state in
                defer { state.stage = .over }
                return state.stage == .preparing
            }
            if wasPreparing {
                self.clear()
                _exit(0)
            }
        }
    }
}
