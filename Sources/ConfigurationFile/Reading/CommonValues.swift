internal import CallModel
internal import OutboundHTTP
internal import YAMLReader

/// Values that several parts of the configuration hold; each is `nil` after having reported what is wrong.
extension YAMLNode {
    /// The id of a connector.
    var connectorID: ConnectorID? {
        guard let text = self.string else { return nil }
        guard let id = ConnectorID(text) else {
            self.report("must be 1 to 64 of a-z 0-9 - _, beginning with a letter or digit")
            return nil
        }
        return id
    }

    /// A list of service ids, or `["*"]` for all.
    var serviceScope: ServiceScope? {
        guard let entries = self.list else { return nil }
        let names = entries.compactMap(\.string)
        guard names.count == entries.count, !names.isEmpty else {
            self.report("must list services by id, or be [\"*\"]")
            return nil
        }
        return names.contains("*") ? .all : .only(Set(names))
    }

    /// A country or territory.
    var region: Region? {
        guard let text = self.string else { return nil }
        guard let region = Region(text) else {
            let hint = RegionAdvice.meant(by: text).map { "; did you mean \($0)?" } ?? ""
            self.report("must be two upper-case letters (ISO 3166-1 alpha-2), such as DE\(hint)")
            return nil
        }
        return region
    }
}

extension [YAMLNode] {
    /// The values of a list's entries, in order. Of two with the same id the later one is reported and left out.
    ///
    /// - Parameters:
    ///   - message: What is reported at the later one.
    ///   - read: Makes a value of an entry; `nil` after having reported what is wrong.
    func distinct<Value>(
        by id: (Value) -> String, or message: String, read: (YAMLNode) -> Value?
    ) -> [Value] {
        var seen: Set<String> = []
        return self.compactMap { node in
            guard let value = read(node) else { return nil }
            guard seen.insert(id(value)).inserted else {
                node.report(message)
                return nil
            }
            return value
        }
    }
}

/// Reads where something may be reached: `allow`, `http` and `authorities`.
struct DestinationReader {
    let files: ConfigurationFiles

    static let keys = ["allow", "http", "authorities"]

    func read(_ mapping: YAMLMapping) -> DestinationPolicy {
        DestinationPolicy(
            allow: mapping.list("allow").compactMap(\.addressBlock), allowsHTTP: mapping.bool("http") ?? false,
            authorities: mapping["authorities"].flatMap(self.authorities))
    }

    private func authorities(_ node: YAMLNode) -> String? {
        guard let path = node.string.map(self.files.resolve) else { return nil }
        guard self.files.isFile(path) else {
            node.report("there is no such file; name a PEM file of certificates to trust")
            return nil
        }
        return path
    }
}

extension YAMLNode {
    /// The block of internet addresses that it writes; `nil` for anything else, which is reported.
    var addressBlock: AddressBlock? {
        guard let text = self.string else { return nil }
        guard let block = AddressBlock(parsing: text) else {
            self.report("must be an IP address or a block such as 10.0.0.0/8 or fd00::/8")
            return nil
        }
        return block
    }
}
