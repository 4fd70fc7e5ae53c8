internal import CallModel
internal import NIOCore
internal import StrictJSON

/// The body of a request that puts contacts into a book, or takes some out: one thing, or a list of up to ``limit``.
struct ContactBody {
    /// Most contacts, or ids, in one request.
    static let limit = 1_000
    /// Largest body, in bytes.
    static let byteLimit = 1 << 20

    /// Those that can be used, each id once: of several the last.
    private(set) var contacts: [BookContact] = []
    /// Ids of those that can't; empty where there is no usable one.
    private(set) var unusable: [String] = []

    /// - Throws: `malformedJson`, or 422 for what is neither a contact nor a list of them.
    init(_ body: ByteBuffer) throws(Problem) {
        let elements: [JSONValue]
        switch try Self.parsed(body) {
        case .object(let object): elements = [.object(object)]
        case .array(let list): elements = list
        default: throw Self.refused("The body must be a contact, or a list of contacts.")
        }
        guard elements.count <= Self.limit else {
            throw Self.refused("At most \(Self.limit) contacts fit in one call; send the others in a second one.")
        }
        var places: [String: Int] = [:]
        for element in elements {
            guard let contact = element.objectValue.flatMap(ContactReader.contact) else {
                self.unusable.append(ContactReader.id(element.objectValue?["externalId"]) ?? "")
                continue
            }
            if let place = places.updateValue(self.contacts.count, forKey: contact.id) {
                self.contacts[place] = contact
                places[contact.id] = place
            } else {
                self.contacts.append(contact)
            }
        }
    }

    /// A list of external ids.
    static func ids(_ body: ByteBuffer) throws(Problem) -> [String] {
        guard let elements = try Self.parsed(body).arrayValue, elements.count <= Self.limit else {
            throw Self.refused("The body must be a list of at most \(Self.limit) external ids.")
        }
        let ids = elements.compactMap(ContactReader.id)
        guard ids.count == elements.count else {
            throw Self.refused("External ids are texts of 1 to \(BookContact.longestID) characters.")
        }
        return ids
    }

    private static func parsed(_ body: ByteBuffer) throws(Problem) -> JSONValue {
        let parsed = body.withUnsafeReadableBytes { bytes in
            Result { () throws(StrictJSONError) in try StrictJSON.parse(bytes) }
        }
        do throws(StrictJSONError) {
            return try parsed.get()
        } catch {
            throw Problem(.malformedJson, "The body is not JSON as RFC 8259 has it: \(error.label) at byte \(error.offset).")
        }
    }

    private static func refused(_ what: String) -> Problem {
        .unprocessable([.init("", .invalidValue, what)])
    }
}
