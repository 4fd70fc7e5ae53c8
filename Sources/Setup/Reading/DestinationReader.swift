internal import CurlTransport
internal import OutboundHTTP
internal import YAMLReader

/// Reads where something may be reached: `allow`, `http` and `authorities`.
struct DestinationReader {
    let files: ConfigurationFiles

    static let keys = ["allow", "http", "authorities"]

    func read(_ mapping: YAMLMapping) -> DestinationPolicy {
        DestinationPolicy(
            allow: mapping.list("allow").compactMap(self.block), allowsHTTP: mapping.bool("http") ?? false,
            authorities: mapping["authorities"].flatMap(self.authorities))
    }

    private func block(_ node: YAMLNode) -> AddressBlock? {
        guard let text = node.string else { return nil }
        guard let block = AddressBlock(parsing: text) else {
            node.report("must be an IP address or a block such as 10.0.0.0/8 or fd00::/8")
            return nil
        }
        return block
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
