internal import CallModel
internal import NIOCore

/// The body of `POST /v1/lookups`.
struct LookupBody {
    let number: String
    let service: String?
    let session: String?
    let region: Region?
    let deadline: Duration
    let explains: Bool

    init(_ body: ByteBuffer) throws(Problem) {
        var reader = try BodyReader(body, known: ["number", "service", "session", "region", "deadlineMs", "explain"])
        let number = reader.requiredString("number")
        self.service = reader.string("service")
        let session = reader.string("session")
        if let session, !SessionID.isValid(session) {
            let _: String? = reader.wrong("session", "must be 1 to 128 of A-Z a-z 0-9 . _ ~ -")
        }
        self.session = session
        var region: Region?
        if let code = reader.string("region") {
            region = Region(code) ?? reader.wrong("region", "must be two upper-case letters (ISO 3166-1 alpha-2)")
        }
        self.region = region
        self.deadline = .milliseconds(reader.int("deadlineMs", in: 100...7_500) ?? 2_000)
        self.explains = reader.bool("explain") ?? false
        try reader.finish()
        self.number = number ?? ""
    }
}
