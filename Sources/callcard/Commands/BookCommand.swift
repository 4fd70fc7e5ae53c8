import AddressBooks
import ArgumentParser
import CallModel
import Setup

struct BookCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "book", abstract: "Look into address book files.", subcommands: [Stats.self])

    struct Stats: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell what an address book file holds and which rows can't be used, without showing any content.")

        @Option(name: .long, help: "Where national writings are read, such as DE.")
        var region: String?

        @OptionGroup var reading: BookArguments

        @Argument(help: "A CSV, vCard, LDIF, FRITZ!Box or JSON file.")
        var file: String

        func run() async throws {
            var options = AddressBookOptions(file: self.file, at: 0, region: try Region.option(self.region))
            try self.reading.apply(to: &options)
            let book = AddressBook(options, numbers: try CommandEnvironment.numbers(), time: SystemTime())
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

extension BookStatistics {
    /// The figures of a file and its unusable rows, for a terminal.
    fileprivate func report(for file: String) -> String {
        var lines = [
            "\(file): \(self.format.rawValue), \(self.encoding.rawValue), \(self.bytes.grouped) bytes, "
                + "read in \(self.duration.shown)",
            "",
            row("contacts", self.contacts), row("different numbers", self.numbers),
            row("numbers of several contacts", self.sharedNumbers), row("company blocks", self.blocks),
            row("contacts without number", self.withoutNumber), row("unusable numbers", self.unusableNumbers),
            row("unusable rows", self.unusableRecords),
        ]
        if !self.columns.isEmpty {
            lines += ["", "columns:"] + self.columns.map { "  \($0.heading) → \($0.meaning)" }
        }
        if !self.warnings.isEmpty { lines += [""] + self.warnings.map { "warning: \($0)" } }
        if !self.unusedColumns.isEmpty {
            lines += [
                "",
                "not used (map them with --columns, or columns in the configuration): "
                    + self.unusedColumns.joined(separator: ", "),
            ]
        }
        if !self.unusable.isEmpty {
            lines += ["", "unusable, by line:"] + self.unusable.map { "  line \($0.line): \($0.reason)" }
            let all = self.unusableNumbers + self.unusableRecords
            if all > self.unusable.count { lines.append("  … and \((all - self.unusable.count).grouped) more") }
        }
        return lines.joined(separator: "\n")
    }

    private func row(_ title: String, _ count: Int) -> String {
        let number = count.grouped
        return String(repeating: " ", count: max(1, 12 - number.count)) + number + "  " + title
    }
}
