package import CallModel

/// The description of how one CRM or flow is asked and its answers are read: the content of `connectors/<id>/connector.yaml`.
///
/// A manifest is data that its writer may publish. It holds no secret, and nothing of one installation.
package struct ConnectorManifest: Hashable, Sendable {
    /// The folder's name, and the connector's id unless the configuration gives another one.
    package let id: ConnectorID
    /// The name that people read: `HubSpot contacts`.
    package let name: String
    /// The facts that the connector finds, in a sentence.
    package let summary: String
    /// Whether a CRM or a flow is asked.
    package let kind: Kind
    /// The settings that the operator makes, in the manifest's order.
    package let settings: [ManifestSetting]
    /// The credentials of the requests.
    package let auth: ManifestAuth
    /// Content types that answers may have beside `application/json` and `application/<anything>+json`, and that requests ask for
    /// (`Accept`); empty where that is `application/json`.
    package let accept: [String]
    /// The requests in their order: at least one, but none for a flow, which is called as all flows are.
    package let requests: [ManifestRequest]
    /// A jq program over an answer of status 2xx: `true` means that the credentials were refused, as 401 does.
    package let refused: String?
    /// A jq program over an answer of status 400 and more: `true` means that it is a limit, as 429 is.
    package let limited: String?
    /// The programs that make findings of answers; `nil` for a flow, whose answers are task information.
    package let mapping: RecordMapping?
    /// Bounds in time and in records.
    package let limits: Limits

    init(
        id: ConnectorID, name: String, summary: String, kind: Kind = .crm, settings: [ManifestSetting], auth: ManifestAuth,
        accept: [String] = [], requests: [ManifestRequest], refused: String? = nil, limited: String? = nil,
        mapping: RecordMapping?, limits: Limits
    ) {
        self.id = id
        self.name = name
        self.summary = summary
        self.kind = kind
        self.settings = settings
        self.auth = auth
        self.accept = accept
        self.requests = requests
        self.refused = refused
        self.limited = limited
        self.mapping = mapping
        self.limits = limits
    }

    /// The kind of system that is asked. Raw values are the manifest's words.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A CRM, over its interface.
        case crm
        /// A flow, by its trigger URL.
        case flow
    }

    /// The limits of a question (its time, and the records of an answer), and of all questions together (their rate).
    package struct Limits: Hashable, Sendable {
        /// The time for all requests of one question together, 100 ms to 10 s.
        package var total = Duration.milliseconds(1_500)
        /// Records of the caller's number that are taken from an answer, 1 to ``mostRead``; those of other numbers don't count.
        package var records = Self.mostRecords
        /// The rate at which requests are sent; `nil` for no limit.
        package var rate: RequestRate?

        /// The maximum number of records that a question finds.
        package static let mostRecords = 50
        /// The maximum number of records of one answer that are looked at: CRMs that search for a part of the number answer with others
        /// too, and the caller's may be the last.
        package static let mostRead = 200
    }
}

/// The jq programs that make findings of an answer.
package struct RecordMapping: Hashable, Sendable {
    /// The program that takes the CRM's answer and yields one record after the other.
    package let records: String
    /// The program that takes a record and yields a caller.
    package let caller: CallerMapping
    /// The program that takes a record and yields the list of its own numbers; `nil` where the CRM shows none, which makes each
    /// match `unverified`.
    package let numbers: String?

    /// One program for all of a caller, or one for each member.
    package enum CallerMapping: Hashable, Sendable {
        /// One program a member.
        case members([Member])
        /// One program for an object with such members.
        case whole(String)
    }

    /// One member of `caller`.
    package struct Member: Hashable, Sendable {
        /// One of ``RecordMapping/memberNames``.
        package let name: String
        /// The program that takes a record and yields the member's value, or null.
        package let program: String
    }

    /// The names of members that `caller` may have: the contract's caller fields.
    package static let memberNames = CallerField.allCases.map(\.name) + ["telNumbers", "customFields"]
}
