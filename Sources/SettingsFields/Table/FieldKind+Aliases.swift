internal import StrictJSON

extension FieldKind<[String: String]> {
    /// Users by other names: an object of UPNs, by names of letters, digits and `. _ + -` that are compared in lower case.
    static let aliases: FieldKind = {
        let limit = 1_000
        let upn = FieldKind<String>.upn
        return FieldKind(
            schema: [
                "type": .string("object"), "maxProperties": .number(String(limit)),
                "propertyNames": .object(["type": .string("string"), "pattern": .string("^[A-Za-z0-9._+-]{1,64}$")]),
                "additionalProperties": .object(upn.schema),
            ],
            read: { value, faults in
                guard let members = value.members, members.count <= limit else {
                    faults.report("must be an object of at most \(limit) users, alias: UPN")
                    return nil
                }
                var aliases: [String: String] = [:]
                for (name, value) in members where !value.isAbsent {
                    let alias = name.lowercased()
                    guard Self.isAlias(name) else {
                        faults.report("has an alias that is not 1 to 64 of A-Z a-z 0-9 . _ + -")
                        continue
                    }
                    faults.at(name) { faults in
                        guard aliases[alias] == nil else {
                            return faults.report("stands there already; case makes no difference")
                        }
                        if let read = upn.read(value, &faults) { aliases[alias] = read.value }
                    }
                }
                return (aliases, Self.written(aliases))
            },
            write: Self.written)
    }()

    private static func isAlias(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"): true
                default: false
                }
            }
    }

    private static func written(_ aliases: [String: String]) -> JSONValue {
        .object(JSONObject(aliases.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }
}
