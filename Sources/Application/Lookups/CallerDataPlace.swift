/// A place where data of callers are. These are all of them; `PRIVACY.md` has the same table, and a test compares the two.
enum CallerDataPlace: CaseIterable {
    /// The part of a receipt that tells of a place.
    enum Receipt: Hashable {
        /// Emptied of the number and counted.
        case counted(ForgetReceipt.Count)
        /// Emptied of the number, not counted.
        case emptied
        /// Left as it is: no number stands beside what it holds, or it is gone before a person could ask.
        case endsByItself
        /// Left as it is and named, as it is somebody's own file.
        case named
    }

    case keptAnswers, pushedFindings, sessionContexts, questions, postponedLookups, earlyCallers, encodedAnswers
    case encodedInteractions, pendingStatements, webhookDeliveries, postsToFlows, requests, openPages, tagRecall, filledBooks
    case bookFiles

    /// Its name, as `PRIVACY.md` has it.
    var name: String { self.row.name }
    /// The data in it.
    var content: String { self.row.content }
    /// Memory, the journal, a file of the operator's or a browser.
    var location: String { self.row.location }
    /// How long they are there at most.
    var lifetime: String { self.row.lifetime }
    /// The articles of the GDPR that an operator will usually rest it on.
    var articles: String { self.row.articles }
    /// What forgetting a number does to it.
    var receipt: Receipt { self.row.receipt }

    private struct Row {
        let name: String
        let content: String
        var location = "memory"
        let lifetime: String
        var articles = "6(1)(b) or (f)"
        let receipt: Receipt
    }

    private var row: Row {
        switch self {
        case .keptAnswers:
            Row(
                name: "Kept answers", content: "what CRMs and flows answered about a number",
                lifetime: "15 minutes; by default 5 minutes, 10 more while it is asked for anew; 1 minute where nobody is known",
                receipt: .counted(.cache))
        case .pushedFindings:
            Row(
                name: "Pushed findings", content: "what webhooks said of a number", lifetime: "15 minutes",
                receipt: .counted(.cache))
        case .sessionContexts:
            Row(
                name: "Contexts of sessions",
                content: "a call's number and internet address, the caller's card, links made of it",
                lifetime: "the call and its service's `retentionMs` (default 5 minutes, at most 15), "
                    + "24 hours without an event; 15 minutes without a call",
                receipt: .counted(.contexts))
        case .questions:
            Row(
                name: "Questions under way", content: "a number, and what one connector answers", lifetime: "10 seconds",
                receipt: .counted(.pending))
        case .postponedLookups:
            Row(
                name: "Postponed lookups", content: "the number of a call whose lookup waits for its turn",
                lifetime: "10 seconds", receipt: .counted(.pending))
        case .earlyCallers:
            Row(
                name: "Early callers", content: "number and internet address from an event whose call is not known yet",
                lifetime: "10 minutes", receipt: .counted(.pending))
        case .encodedAnswers:
            Row(
                name: "Response cache", content: "lookups and their answers, as they were sent", lifetime: "1 minute",
                receipt: .counted(.memo))
        case .encodedInteractions:
            Row(
                name: "Encoded interactions", content: "entries of agents' lists, with caller, as they were sent",
                lifetime: "1 second", receipt: .emptied)
        case .pendingStatements:
            Row(
                name: "Pending statements", content: "what flows and webhooks said of a call that is not known yet",
                lifetime: "10 seconds", receipt: .endsByItself)
        case .webhookDeliveries:
            Row(
                name: "Webhook deliveries",
                content: "keyed digests of messages, to know repeated ones; the key dies with the process",
                lifetime: "15 minutes", articles: "6(1)(f), 32", receipt: .endsByItself)
        case .postsToFlows:
            Row(
                name: "Posts to flows", content: "the caller of a call, in a post that is being sent; what waits has none",
                lifetime: "15 seconds", receipt: .endsByItself)
        case .requests:
            Row(
                name: "Requests under way", content: "what was sent, and the answer",
                lifetime: "until the answer was read or the connection ends", receipt: .endsByItself)
        case .openPages:
            Row(
                name: "Open pages", content: "callers of the agent's own calls", location: "the agent's browser",
                lifetime: "as the context of the session; 15 minutes where the page does not hear from the server",
                receipt: .emptied)
        case .tagRecall:
            Row(
                name: "Tag recall", content: "tags of earlier calls under a keyed digest of the number",
                location: "journal; memory where there is none",
                lifetime: "`sessions.recall.keepDays` (default 180 days)", articles: "6(1)(f), 21, 32",
                receipt: .counted(.recall))
        case .filledBooks:
            Row(
                name: "Address books that flows fill", content: "contacts with names and numbers",
                location: "memory; the operator's file where `file` is named",
                lifetime: "until they are removed; without `file` until the server ends", articles: "the address book's own",
                receipt: .named)
        case .bookFiles:
            Row(
                name: "Address book files", content: "contacts with names and numbers", location: "the operator's file; memory",
                lifetime: "while the configuration names the file", articles: "the address book's own", receipt: .named)
        }
    }
}
