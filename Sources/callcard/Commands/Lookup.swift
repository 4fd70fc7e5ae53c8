import Application
import ArgumentParser
import CallModel
import ConfigurationFile
import Enrichment
import Setup

struct Lookup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look a caller up.",
        discussion: """
            With --book it needs no configuration. Without NUMBER, numbers are read from standard input, one a line; that keeps
            them out of the shell's history. Exit status 65 where a number is none.
            """)

    @Argument(help: "The number: E.164, national, 00…, tel: or sip:.")
    var number: String?

    @Option(name: .customLong("book"), help: "An address book file (CSV, vCard, LDIF, FRITZ!Box, JSON); may be repeated.")
    var books: [String] = []

    @OptionGroup var reading: BookArguments

    @Option(name: .long, help: "The configuration file.")
    var config = CommandEnvironment.defaultConfiguration

    @Option(name: .long, help: "The service whose connectors and links are used; without it all connectors and no links.")
    var service: String?

    @Option(name: .long, help: "Where national writings are read, such as DE.")
    var region: String?

    @Option(
        name: .long, help: "How digits with neither + nor a prefix are read first: national or e164.",
        transform: { text in
            guard let order = WithoutPlus(rawValue: text) else { throw ValidationError("write national or e164") }
            return order
        })
    var withoutPlus = WithoutPlus.national

    @Option(name: .long, help: "How long to wait, in milliseconds, 100 to 7500.")
    var deadline = 2_000

    @Flag(name: .long, help: "Draw who was asked, how long it took, and why each field won.")
    var explain = false

    @Flag(name: .long, help: "Print the answer as JSON, one line a number.")
    var json = false

    func validate() throws {
        guard (100...7_500).contains(self.deadline) else { throw ValidationError("--deadline is 100 to 7500 milliseconds") }
        if self.books.isEmpty, !self.reading.columns.isEmpty || self.reading.encoding != nil {
            throw ValidationError("--columns and --encoding go with --book; the configuration says it of its own books")
        }
    }

    func run() async throws {
        let engine = try await self.makeEngine()
        let region = try Region.option(self.region) ?? engine.plan.settings?.region ?? engine.region
        var isGood = true
        if let number {
            isGood = await self.look(number, region, engine)
        } else {
            while !StandardOutput.isOver, let line = readLine() { isGood = await self.look(line, region, engine) && isGood }
        }
        if !isGood { throw ExitCode.dataError }
    }

    /// Prints the answer for one number.
    ///
    /// - Returns: Whether it is a number.
    private func look(_ text: String, _ region: Region?, _ engine: LookupEngine) async -> Bool {
        do throws(NumberError) {
            let numbers = try engine.numbers.readings(text, region: region, withoutPlus: self.withoutPlus)
            let deadline = Duration.milliseconds(self.deadline)
            guard let answer = await engine.answer(numbers, region: region, deadline: deadline, explains: self.explain) else {
                return false
            }
            print(self.json ? String(decoding: answer.context.encoded(), as: UTF8.self) : Card(answer.context).text)
            if self.explain && !self.json { print(Waterfall(answer.context).text) }
            return true
        } catch {
            switch error {
            case .invalidNumber: self.refuse("invalidNumber", "this can't be a telephone number")
            case .regionRequired: self.refuse("regionRequired", "a national writing needs --region, such as --region DE")
            }
            return false
        }
    }

    /// In JSON each line of input has one line of output, also one that is no number.
    private func refuse(_ code: String, _ message: String) {
        if self.json { print(#"{"error":"\#(code)"}"#) } else { Terminal.error(message) }
    }

    private func makeEngine() async throws -> LookupEngine {
        guard self.books.isEmpty else {
            return try await LookupEngine(books: self.books, region: try Region.option(self.region), reading: self.reading)
        }
        do {
            let configuration = try ConfigurationReader(path: self.config, environment: CommandEnvironment.forConfiguration)
                .read()
            return try await LookupEngine(configuration, service: self.service)
        } catch let failure as ConfigurationFailure {
            Terminal.complain(of: failure.problems)
            throw ExitCode.configuration
        }
    }
}
