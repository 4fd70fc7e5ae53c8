import CallModel
import CallcardServer
import Glibc

/// The demo's first page on the terminal: what to open, one lookup to paste, where to look next, and how to stop.
struct DemoIntroduction {
    let url: String
    let key: Sensitive<String>
    /// Has the links that sign people in.
    let server: DemoServerObserver
    let folder: DemoFolder
    let crm: String
    private let style = TerminalStyle(for: STDOUT_FILENO)

    /// The caller of the example: in the address book with company and mobile, in the CRM with all the rest.
    private static let number = "030 23125 123"
    private static let service = "support"
    /// The people of `callcard.yaml`.
    private static let people = [
        "anna@example.com": "Anna, agent", "ben@example.com": "Ben, agent", "olga@example.com": "Olga, owner",
    ]

    init(url: String, key: Sensitive<String>, server: DemoServerObserver, folder: DemoFolder, crm: String) {
        self.url = url
        self.key = key
        self.server = server
        self.folder = folder
        self.crm = crm
    }

    /// The address and the key, one a line, for scripts.
    func showKey() {
        Terminal.announce("listening on \(self.url)\nkey \(self.key.revealed())")
        self.server.show()
    }

    func show() {
        let sections = [self.introduction, self.pages, self.lookup, self.explanation, self.others, self.places, self.end]
        Terminal.announce(sections.joined(separator: "\n\n") + "\n")
        self.server.show(lines: false)
    }

    private var introduction: String {
        "\n  \(self.style.title("Callcard")) tells an agent who is calling before they answer. All people in this demo are invented."
    }

    private var pages: String {
        let rows = self.server.links.map { (Self.people[$0.user] ?? $0.user, self.style.usable($0.url)) }
        return self.heading(1, "Watch calls come in.", "Each link signs in once; a browser holds one person at a time:") + "\n"
            + self.table(rows)
    }

    private var lookup: String {
        let command = """
            curl -s \(self.url)/v1/lookups \\
              -H 'Authorization: Bearer \(self.key.revealed())' \\
              -H 'Content-Type: application/json' \\
              -d '{"number": "\(Self.number)", "service": "\(Self.service)"}'
            """
        return self.heading(2, "Ask who is calling.", "Paste this into another terminal:") + "\n\n" + self.pasted(command)
    }

    private var explanation: String {
        // The program as the reader has called it.
        let command = """
            \(CommandLine.arguments[0]) lookup --explain \\
              --config \(self.folder.configuration) --service \(Self.service) '\(Self.number)'
            """
        return self.heading(3, "See how an answer comes about,", "drawn as a waterfall:") + "\n\n" + self.pasted(command)
    }

    private var others: String {
        self.heading(4, "Try other callers", "in place of \(Self.number):") + "\n"
            + self.table([
                ("+44 20 7946 0850", "three colleagues share it: their company, and no wrong name"),
                ("+49 30 23125 651", "a direct dial behind a switchboard: likely that company"),
                ("+33 1 99 00 91 00", "two people of one household"),
                ("anonymous", "a withheld number: nobody is asked"),
            ])
    }

    private var places: String {
        self.heading(5, "Look around:", "") + "\n"
            + self.table([
                ("lookups, as Olga", self.style.usable("\(self.url)/try")),
                ("settings, as Olga", self.style.usable("\(self.url)/services/\(Self.service)/settings")),
                ("the sample CRM", self.style.usable(self.crm)),
                ("the interface", self.style.usable("\(self.url)/openapi.json")),
                ("the configuration", self.style.usable(self.folder.path)),
            ])
    }

    private var end: String {
        "  \(self.style.title("Ctrl-C")) ends it all and leaves nothing behind. For new links, start it again."
    }

    private func heading(_ number: Int, _ title: String, _ rest: String) -> String {
        "  \(self.style.faint("\(number)"))  \(self.style.title(title))" + (rest.isEmpty ? "" : " \(rest)")
    }

    /// Rows of a word and what it stands for.
    private func table(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { "     \($0.0.padded(to: width))   \($0.1)" }.joined(separator: "\n")
    }

    /// Unindented, so that it can be copied whole.
    private func pasted(_ command: String) -> String {
        command.split(separator: "\n").map { self.style.usable(String($0)) }.joined(separator: "\n")
    }
}
