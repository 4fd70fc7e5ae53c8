internal import CallModel
internal import Connectors
internal import YAMLReader

/// Reads one entry of `books`.
struct BookReader {
    let reader: ConfigurationReader

    static let keys = ["id", "file", "api", "format", "delimiter", "encoding", "columns", "region", "allowEmpty"]

    func read(_ node: YAMLNode, region: Region?) -> Configuration.ConnectorEntry? {
        guard let mapping = node.mapping(Self.keys), let id = mapping.required("id").flatMap(ConnectorID.init(reading:)) else {
            return nil
        }
        let isFed = mapping.bool("api") ?? false
        guard let file = mapping["file"]?.string else {
            // A book that only flows will fill has nobody to fill it yet.
            if !isFed { node.report("the key file is missing: name a CSV, vCard or JSON file") }
            return isFed ? .broken(id) : nil
        }
        var options = AddressBookOptions(id: id, path: self.reader.files.resolve(file))
        options.format = mapping["format"]?.word(BookFormat.self)
        options.delimiter = mapping["delimiter"].flatMap(self.delimiter)
        options.encoding = mapping["encoding"].flatMap(self.encoding)
        options.region = mapping["region"].flatMap(self.reader.region) ?? region
        options.allowEmpty = mapping.bool("allowEmpty") ?? isFed
        for (heading, meaning) in mapping["columns"]?.members ?? [] {
            guard let text = meaning.string else { continue }
            guard let column = BookColumn(text) else {
                meaning.report("must be a caller field, telNumbers.NAME, customFields.NAME, or block")
                continue
            }
            options.columns[heading] = column
        }
        return .book(options)
    }

    private func delimiter(_ node: YAMLNode) -> AddressBookOptions.Delimiter? {
        guard let text = node.string else { return nil }
        if let delimiter = text == "tab" ? .tab : AddressBookOptions.Delimiter(rawValue: text) { return delimiter }
        node.report("must be \",\", \";\" or tab")
        return nil
    }

    private func encoding(_ node: YAMLNode) -> BookEncoding? {
        guard let text = node.string else { return nil }
        if let encoding = BookEncoding(name: text) { return encoding }
        node.report("must be one of \(BookEncoding.allCases.map(\.rawValue).joined(separator: ", "))")
        return nil
    }
}
