import AddressBooks
import ArgumentParser
import CallModel
import Setup

struct BookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "book", abstract: "Look into address book files.", subcommands: [Stats.self])

    struct Stats: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell what an address book file holds and which rows can't be used, without showing any content.")

        @Option(name: .long, help: "Where national writings are read, such as DE.")
        var region: String?

        @Argument(help: "A CSV, vCard or JSON file.")
        var file: String

        func run() async throws {
            let options = BookFiles.options(self.file, at: 0, region: try RegionOption.region(self.region))
            let book = AddressBook(options, numbers: try DefaultDependencies.numbers(), time: SystemTime())
            do throws(AddressBookError) {
                let statistics = try await book.load { Terminal.progress("reading: \($0)") }
                Terminal.endProgress()
                print(statistics.report(for: self.file))
            } catch {
                Terminal.endProgress()
                Terminal.error("\(self.file): \(error)")
                throw ExitCode.dataError
            }
        }
    }
}
