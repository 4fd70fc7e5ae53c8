import ArgumentParser
import CallModel
import Foundation
import Setup
import SignIn

/// Serves sample data beside a sample CRM and plays calls.
///
/// 1. A private copy of `config/demo` becomes a configuration, with keys made for this run.
/// 2. The sample CRM is started, a program of its own.
/// 3. The ordinary server serves that configuration. All that follows speaks to it over HTTP.
/// 4. A newcomer is shown around, and a day's calls are played, round and round, until a signal ends everything.
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
        let stage = DemoLifecycle()
        defer { stage.clear() }
        let signals = Task { await stage.mindSignals() }
        defer { signals.cancel() }
        do {
            try await self.run(on: stage)
        } catch let failure as ConfigurationFailure {
            Terminal.complain(of: failure.problems)
            throw ExitCode.configuration
        } catch let error as ExitCode {
            throw error
        } catch {
            Terminal.error("the demo could not start or broke off: \(StartFailure(error).explanation)")
            throw ExitCode.osError
        }
    }

    private func run(on stage: DemoLifecycle) async throws {
        let folder = try DemoFolder()
        stage.hold(folder)
        let day = try folder.day()
        let keys = DemoKeys(people: day.morning.compactMap(\.conclusion?.user))
        let crm = try await SampleCRMProcess(contacts: folder.file("crm.json"), token: keys.crm.text)
        stage.hold(crm)
        let head = "listen: 127.0.0.1:\(self.port ?? FreePort.orAny(8_080))\n\(keys.yaml)\n"
        try folder.complete(head: head, crm: (crm.url, keys.crm.text))

        let (listening, report) = AsyncStream.makeStream(of: String.self)
        let links = DemoLinks()
        let board = Scoreboard()
        let server = try Server(
            configurationPath: folder.configuration, onListening: { report.yield($0) }, onLinks: { links.take($0) })
        try await withThrowingTaskGroup { group in
            group.addTask { try await server.run() }
            group.addTask {
                guard let url = await listening.first(where: { _ in true }) else { return }
                stage.play()
                let player = DayPlayer(
                    day: day, lines: try keys.lines(to: url) { stage.isOver }, pace: self.pace, board: board, time: SystemTime())
                await player.playMorning()
                let tour = DemoIntroduction(url: url, key: Sensitive(keys.you.text), signIns: links, folder: folder, crm: crm.url)
                if self.quiet { tour.giveKey() } else { tour.give() }
                if !self.quiet { board.show(true) }
                await player.playRounds()
            }
            try await group.next()
            board.show(false)
            group.cancelAll()
        }
        if !self.quiet { print("  The demo is over; nothing is left of it.") }
    }
}
