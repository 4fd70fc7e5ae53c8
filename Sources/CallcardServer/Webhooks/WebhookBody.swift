internal import CallModel
internal import NIOCore

/// The body of `POST /v1/webhooks/{connector}`: whom it means, and what a flow says of a caller.
struct WebhookBody {
    /// Whom a webhook speaks of.
    enum Subject {
        /// Whoever calls in this session, also where their number is named too.
        case session(String)
        /// Whoever has this number, as it was written, and where it is to be read.
        case number(String, Region?)
    }

    let subject: Subject
    let statement: CallerStatement

    /// - Throws: All that is wrong. Members that the contract does not have are not looked at.
    init(_ body: ByteBuffer) throws(Problem) {
        var reader = try BodyReader(body, known: nil)
        let (session, number) = (reader.string("session"), reader.string("number"))
        if let session, !SessionID.isValid(session) {
            let _: String? = reader.wrong("session", "must be 1 to 128 of A-Z a-z 0-9 . _ ~ -")
        }
        if reader["session"] == nil, reader["number"] == nil {
            let _: String? = reader.wrong("session", "or number must be there")
        }
        var region: Region?
        if let code = reader.string("region") {
            region = Region(code) ?? reader.wrong("region", "must be two upper-case letters (ISO 3166-1 alpha-2)")
        }
        self.statement = TaskBody(reading: &reader).statement
        try reader.finish()
        self.subject = session.map(Subject.session) ?? .number(number ?? "", region)
    }
}
