import ArgumentParser
import CallModel
import ConfigurationFile
import Glibc
import Serving
import Setup
import SignIn

/// Serves sample data beside a sample CRM and plays calls.
///
/// 1. A private copy of `config/demo` becomes a configuration, with keys made for this run.
/// 2. The sample CRM is started, a program of its own.
/// 3. The ordinary server serves that configuration. All that follows speaks to it over HTTP.
/// 4. The newcomer is shown what to try, and a day's calls are played, round and round, until a signal ends everything.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "See it at work: sample address books, a sample CRM, and calls that are played.",
        discussion: "Nothing needs to be set up, and nothing is left behind. Ctrl-C ends it.")

    @Option(name: .long, help: "The port on 127.0.0.1. (default: 8080, or a free one where that is taken)")
    var port: UInt16?

    @Option(name: .long, help: "How much faster than life calls are played, 0.1 to 100.")
    var pace = Pace.life

    @Flag(name: .long, help: "Print the address, the key and the links only.")
    var quiet = false

    func run() async throws {
        defer { Terminal.endAnnouncements() }
        let lifecycle = DemoLifecycle()
        defer { lifecycle.clear() }
        let signals = Task { await lifecycle.handleSignals() }
        defer { signals.cancel() }
        do {
            try await self.run(lifecycle)
        } catch let failure as ConfigurationFailure {
            Terminal.complain(of: failure.problems, patience: Terminal.lastWait)
            throw ExitCode.configuration
        } catch let error as ExitCode {
            throw error
        } catch {
            Terminal.error(
                "the demo could not start or broke off: \(StartFailure(error).explanation)", patience: Terminal.lastWait)
            throw ExitCode.osError
        }
    }

    private func run(_ lifecycle: DemoLifecycle) async throws {
        let folder = try DemoFolder()
        lifecycle.attach(folder)
        let day = try folder.day()
        let keys = DemoKeys(people: day.morning.compactMap(\.conclusion?.user))
        let crm = try await SampleCRMProcess(contacts: folder.file("crm.json"), token: keys.crm.text)
        lifecycle.attach(crm)
        let head = "listen: 127.0.0.1:\(self.port ?? FreePort.orAny(8_080))\n\(keys.yaml)\n"
        try folder.complete(head: head, crm: (crm.url, keys.crm.text))

        let observer = DemoServerObserver()
        let board = Scoreboard()
        let server = try Server(configurationPath: folder.configuration, observer: observer)
        try await withThrowingTaskGroup { group in
            group.addTask { try await server.run() }
            group.addTask {
                guard let url = await observer.urls.first(where: { _ in true }) else { return }
                lifecycle.play()
                let player = DayPlayer(
                    day: day, clients: try keys.clients(of: url) { lifecycle.isOver }, pace: self.pace, board: board,
                    time: SystemTime())
                await player.playMorning()
                let introduction = DemoIntroduction(
                    url: url, key: Sensitive(keys.you.text), server: observer, folder: folder, crm: crm.url)
                if self.quiet { introduction.showKey() } else { introduction.show() }
                if !self.quiet { board.show(true) }
                await player.playRounds()
            }
            try await group.next()
            board.show(false)
            group.cancelAll()
        }
        if !self.quiet { Terminal.announce("  The demo is over; nothing is left of it.") }
    }
}

/// Finds out whether a port can be had.
private enum FreePort {
    /// The port if nobody listens there on 127.0.0.1, else 0: the system then chooses.
    static func orAny(_ port: UInt16) -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        // As a server would: closing connections of the last one are no obstacle.
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        return result == 0 ? port : 0
    }
}
