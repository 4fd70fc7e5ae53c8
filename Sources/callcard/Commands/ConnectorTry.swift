import ArgumentParser
import CallModel
import ConfigurationFile
import Conformance
import Foundation
import Setup

/// Asks one configured CRM and shows all of it. Its output holds caller data, so it goes to a terminal only.
struct ConnectorTry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try", abstract: "Ask a configured CRM about one number and show each step, on a terminal.",
        discussion: """
            The number is read from standard input, so that no shell keeps it. Shown are the request with secrets masked, the
            answer's shape, what each program of the manifest yields, and the findings. Exit status 65 where the CRM gave no
            answer that can be read.
            """)

    @Argument(help: "The connector's id in the configuration.")
    var id: String

    @Option(name: .long, help: "The configuration file.")
    var config = CommandEnvironment.defaultConfiguration

    @Option(name: .long, help: "Where national writings are read, such as DE.")
    var region: String?

    @Flag(name: .long, help: "Show the answer's content too, not only its keys and kinds.")
    var showAnswer = false

    func run() async throws {
        guard isatty(STDOUT_FILENO) == 1 else {
            Terminal.error("try shows caller data, and so only on a terminal: standard output is none")
            throw ExitCode.noPermission
        }
        let configuration = try ConfiguredCRM.read(self.config)
        let crm = try ConfiguredCRM.find(self.id, in: configuration)
        let dependencies = try CommandEnvironment.dependencies()
        let region = try Region.option(self.region) ?? configuration.region
        let number = try self.readNumber(dependencies.numbers, region: region)
        let trial = LiveTrial(
            manifest: crm.manifest, settings: crm.settings, transport: dependencies.transport, compiler: dependencies.queries,
            indexer: dependencies.numbers, refreshTokens: configuration.refreshTokens.file(of: crm, time: dependencies.time),
            time: dependencies.time)
        guard let trial else {
            Terminal.error("\(self.id) is a flow, which is called and not asked")
            throw ExitCode.dataError
        }
        let report: LiveTrial.Report
        do {
            report = try await trial.run(number, region: region, showsAnswer: self.showAnswer)
        } catch {
            Terminal.error("\(self.id) can't be used: \(error)")
            throw ExitCode.configuration
        }
        for line in report.lines { print(line.printable) }
        guard report.isGood else { throw ExitCode.dataError }
    }

    /// The number on standard input.
    private func readNumber(_ parser: any NumberParser, region: Region?) throws -> PhoneNumber {
        Terminal.prompt("number: ")
        guard let text = readLine() else {
            Terminal.error("no number on standard input")
            throw ExitCode.dataError
        }
        let number: CallerNumber
        do throws(NumberError) {
            number = try parser.read(text, region: region)
        } catch {
            let advice = error == .regionRequired ? "a national writing needs --region, such as --region DE" : nil
            Terminal.error(advice ?? "this can't be a telephone number")
            throw ExitCode.dataError
        }
        guard case .full(let full) = number else {
            Terminal.error("a CRM is asked about numbers of the public network only")
            throw ExitCode.dataError
        }
        return full
    }
}
