import CallModel
import Foundation
import Synchronization
import UnixSignals

/// How far a demo is, and who ends it when.
///
/// Until the server listens nobody else minds signals, and a demo that is broken off removes what it has made. After that the
/// server stops itself, the demo with it.
final class DemoLifecycle: Sendable {
    private enum Stage { case preparing, playing, over }

    private struct State {
        var stage = Stage.preparing
        var folder: DemoFolder?
        var crm: SampleCRMProcess?
    }

    private let state = Mutex(State())

    var isOver: Bool { self.state.withLock { $0.stage == .over } }

    func hold(_ folder: DemoFolder) {
        self.state.withLock { $0.folder = folder }
    }

    func hold(_ crm: SampleCRMProcess) {
        self.state.withLock { $0.crm = crm }
    }

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

    /// Minds signals until its task is cancelled.
    func mindSignals() async {
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
