import ArgumentParser
import CallModel
import CallcardServer
import Foundation
import StrictJSON

/// What a newcomer is shown first: one lookup to paste, its answer, how it came about, and where to look next.
struct Tour {
    let url: String
    let key: Sensitive<String>
    /// That of an agent, who sees calls come in.
    let agentKey: Sensitive<String>
    /// For whoever opens a browser.
    let signIns: DemoLinks
    let folder: DemoFolder
    let crm: String
    private let client: ServerClient
    private let ink = Ink(for: FileHandle.standardOutput.fileDescriptor)

    /// The caller of the example: in the address book with company and mobile, in the CRM with all the rest.
    private static let number = "030 23125 123"
    private static let service = "support"

    init(url: String, key: Sensitive<String>, agentKey: Sensitive<String>, links: DemoLinks, folder: DemoFolder, crm: String)
        throws
    {
        self.url = url
        self.key = key
        self.agentKey = agentKey
        self.signIns = links
        self.folder = folder
        self.crm = crm
        self.client = try ServerClient(url: url, key: key)
    }

    /// The address and the key, one a line, for scripts.
    func giveKey() {
        Terminal.announce("listening on \(self.url)\nkey \(self.key.revealed())")
        self.signIns.show()
    }

    func give() async throws {
        let (answer, elapsed) = try await self.ask(explains: false)
        // Asked again, it would come from memory, and there would be nothing to draw.
        _ = try await self.client.expect("POST", "/v1/forget", body: Self.body([("number", .string(Self.number))]))
        let trace = try await self.ask(explains: true).answer.objectValue?["trace"]?.arrayValue ?? []
        let sections = [
            self.introduction, self.links, self.pages, self.keySection, self.curl, self.answerSection(answer, elapsed),
            self.waterfall(trace.compactMap { TraceStep($0) }), self.others, self.stream, self.end,
        ]
        Terminal.announce(sections.joined(separator: "\n\n") + "\n")
        self.signIns.show(lines: false)
    }

    private func ask(explains: Bool) async throws -> (answer: JSONValue, elapsed: Duration) {
        var members: [(String, JSONValue)] = [("number", .string(Self.number)), ("service", .string(Self.service))]
        if explains { members.append(("explain", .bool(true))) }
        let start = ContinuousClock.now
        let body = try await self.client.expect("POST", "/v1/lookups", body: Self.body(members))
        return (try StrictJSON.parse(body), start.duration(to: .now))
    }

    private static func body(_ members: [(String, JSONValue)]) -> [UInt8] {
        JSONValue.object(JSONObject(members.map { (name: $0.0, value: $0.1) })).encoded()
    }
}

extension Tour {
    private var introduction: String {
        "\n  \(self.ink.title("Callcard")) tells an agent who is calling before they answer. This is a demo with invented people."
    }

    private var links: String {
        self.table([
            (self.url, "Callcard, with two address books and three services"),
            (self.crm, "a sample CRM, a program of its own that Callcard asks over HTTP"),
            ("\(self.url)/readyz", "whether it is ready, and what ails it"),
            ("\(self.url)/metrics", "for Prometheus"),
            ("\(self.url)/openapi.json", "the whole interface"),
            (self.folder.path, "the configuration; change contacts.csv, and the next lookup knows"),
        ])
    }

    private var pages: String {
        let rows = self.signIns.all.map { ($0.url, "as \($0.user)") }
        return "  \(self.ink.title("Open a page")), signed in by a link that works once:\n" + self.table(rows)
    }

    /// Rows of something to use and what it is.
    private func table(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { "  \(self.ink.usable($0.0.padded(to: width)))   \($0.1)" }.joined(separator: "\n")
    }

    private var keySection: String {
        """
          \(self.ink.title("Your key")), shown once and good until the demo ends:
          \(self.ink.notable(self.key.revealed()))
        """
    }

    /// Unindented, so that it can be copied whole.
    private var curl: String {
        let command = """
            curl -s \(self.url)/v1/lookups \\
              -H 'Authorization: Bearer \(self.key.revealed())' \\
              -H 'Content-Type: application/json' \\
              -d '{"number": "\(Self.number)", "service": "\(Self.service)"}'
            """
        let lines = command.split(separator: "\n").map { self.ink.usable(String($0)) }
        return "  \(self.ink.title("Who is calling?")) Paste this into another terminal:\n\n" + lines.joined(separator: "\n")
    }

    private func answerSection(_ answer: JSONValue, _ elapsed: Duration) -> String {
        """
          \(self.ink.title("The answer")), after \(elapsed.shown). Its links work:

        \(PrettyJSON(ink: self.ink).text(answer, indent: 2))
        """
    }

    private func waterfall(_ steps: [TraceStep]) -> String {
        // The program as the reader has called it.
        let command =
            "\(CommandLine.arguments[0]) lookup --explain --config \(self.folder.configuration) --service \(Self.service) '\(Self.number)'"
        let picture = Waterfall(steps).text.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
        return """
              \(self.ink.title("How it came about")), as callcard lookup --explain draws it:

            \(self.ink.usable(command))

            \(picture)
            """
    }

    private var others: String {
        "  \(self.ink.title("Other callers")) to put into number:\n"
            + self.table([
                ("+44 20 7946 0850", "three colleagues share it: the company is shown, and no wrong name"),
                ("+49 30 23125 651", "a direct dial behind a company's switchboard: likely that company"),
                ("+33 1 99 00 91 00", "two people of one household, known to the CRM only"),
                ("anonymous", "a withheld number: nobody is asked"),
            ])
    }

    private var stream: String {
        let command = """
            curl -sN \(self.url)/v1/users/me/events \\
              -H 'Authorization: Bearer \(self.agentKey.revealed())'
            """
        let lines = command.split(separator: "\n").map { self.ink.usable(String($0)) }
        return "  \(self.ink.title("What Anna sees")), an agent of the support team, while calls come and go:\n\n"
            + lines.joined(separator: "\n")
    }

    private var end: String {
        "  \(self.ink.title("Ctrl-C")) stops all of it and removes the folder. Until then a simulator plays calls:"
    }
}
