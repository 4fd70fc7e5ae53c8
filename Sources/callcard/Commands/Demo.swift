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
/// 4. A newcomer is shown around, and a simulator plays calls until a signal ends everything.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "See it at work: sample address books, a sample CRM, and calls that are played.",
        discussion: "Nothing needs to be set up, and nothing is left behind. Ctrl-C ends it.")

    @Option(name: .long, help: "The port on 127.0.0.1. (default: 8080, or a free one where that is taken)")
    var port: UInt16?

    @Flag(name: .long, help: "Print the address and the key only.")
    var quiet = false

    func run() async throws {
        let stage = DemoStage()
        defer { stage.clear() }
        let signals = Task { await stage.mindSignals() }
        defer { signals.cancel() }
        do {
            try await self.run(on: stage)
        } catch let failure as ConfigurationFailure {
            Terminal.complain(of: failure)
            throw ExitCode.configuration
        } catch let error as ExitCode {
            throw error
        } catch {
            Terminal.error("the demo could not start or broke off: \(StartFailure(error).explanation)")
            throw ExitCode.osError
        }
    }

    private func run(on stage: DemoStage) async throws {
        let folder = try DemoFolder()
        stage.hold(folder)
        var random = SystemRandomNumberGenerator()
        let (reader, session) = (FreshKey(id: "you", random: &random), FreshKey(id: "simulator", random: &random))
        let (agent, flow) = (FreshKey(id: "anna", random: &random), FreshKey(id: "flow", random: &random))
        let token = FreshKey(id: "crm", random: &random).text
        let crm = try await SampleCRMProcess(contacts: folder.file("crm.json"), token: token)
        stage.hold(crm)
        let head = """
            listen: 127.0.0.1:\(self.port ?? FreePort.orAny(8_080))
            keys:
              - {id: you, role: operator, services: ["*"], sha256: "\(reader.digest)"}
              - {id: anna, role: agent, user: anna@example.com, services: ["*"], sha256: "\(agent.digest)"}
              - {id: flow, role: flow, services: ["*"], sha256: "\(flow.digest)"}
              - {id: simulator, role: sessionService, services: ["*"], sha256: "\(session.digest)"}


            """
        try folder.complete(head: head, crm: (crm.url, token))

        let (listening, report) = AsyncStream.makeStream(of: String.self)
        let links = DemoLinks()
        let server = try Server(
            configurationPath: folder.configuration, onListening: { report.yield($0) }, onLinks: { links.take($0) })
        try await withThrowingTaskGroup { group in
            group.addTask { try await server.run() }
            group.addTask {
                guard let url = await listening.first(where: { _ in true }) else { return }
                stage.play()
                let tour = try Tour(
                    url: url, key: Sensitive(reader.text), agentKey: Sensitive(agent.text), links: links, folder: folder,
                    crm: crm.url)
                if self.quiet { tour.giveKey() } else { try await tour.give() }
                let client = try ServerClient(url: url, key: Sensitive(session.text))
                let sampleFlow = try SampleFlow(
                    client: try ServerClient(url: url, key: Sensitive(flow.text)), updates: folder.file("flow.json"))
                try await Simulator(client: client, flow: sampleFlow, calls: folder.file("calls.json")).run { stage.isOver }
                // The server ends in its own time.
                try await Task.sleep(for: .seconds(10))
            }
            try await group.next()
            group.cancelAll()
        }
        Terminal.endProgress()
        if !self.quiet { print("  The demo is over; nothing is left of it.") }
    }
}
