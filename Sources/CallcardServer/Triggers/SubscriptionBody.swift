internal import Flows
internal import NIOCore

/// The body of `POST /v1/triggers/tasks`: `config`, in which only services and callback must be there.
struct SubscriptionBody {
    /// As they were sent; at least one.
    let services: [String]
    /// Empty for all, as the two below.
    let events: Set<TaskEvent>
    let modalities: Set<Modality>
    let directions: Set<TaskDirection>
    /// Not looked at but for its length.
    let url: String

    /// Most services of one subscription.
    private static let limit = 1_000

    /// - Throws: All that is wrong. What flow products send beside is not looked at.
    init(_ body: ByteBuffer) throws(Problem) {
        var reader = try BodyReader(body, known: nil)
        if reader["config"] == nil { let _: String? = reader.wrong("config", "is missing") }
        guard var config = reader.object("config", known: nil) else {
            try reader.finish()
            throw Problem(.invalidValue, "A subscription needs config.")
        }
        self.services = config.requiredTexts("services", atMost: Self.limit)
        if self.services.isEmpty, config.faults.isEmpty {
            let _: String? = config.wrong("services", "must name at least one service by its UPN")
        }
        self.events = Self.words("taskEvents", &config)
        self.modalities = Self.words("modalities", &config)
        self.directions = Self.words("directions", &config)
        self.url = config.requiredString("url") ?? ""
        if self.url.utf8.count > CallbackURL.limit {
            let _: String? = config.wrong("url", "must have at most \(CallbackURL.limit) bytes")
        }
        reader.adopt(config)
        try reader.finish()
    }

    private static func words<Word: RawRepresentable & CaseIterable & Hashable>(
        _ name: String, _ reader: inout BodyReader
    ) -> Set<Word> where Word.RawValue == String {
        let texts = reader.texts(name, atMost: Self.limit) ?? []
        let words = texts.enumerated().compactMap { index, text in
            let all = Word.allCases.map(\.rawValue).joined(separator: ", ")
            return Word(rawValue: text) ?? reader.wrong("\(name)/\(index)", "must be one of \(all)")
        }
        return Set(words)
    }
}
