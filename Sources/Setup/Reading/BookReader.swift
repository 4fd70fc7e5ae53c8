internal import AddressBooks
internal import CallModel
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
        let region = mapping["region"].flatMap(self.reader.region) ?? region
        if isFed { return self.fedBook(id, mapping, region) }
        guard let file = mapping["file"]?.string else {
            node.report("the key file is missing: name a CSV, vCard or JSON file, or write api: true for a book that flows fill")
            return nil
        }
        var options = AddressBookOptions(id: id, path: self.reader.files.resolve(file))
        options.format = mapping["format"]?.word(BookFormat.self)
        options.delimiter = mapping["delimiter"].flatMap(self.delimiter)
        options.encoding = mapping["encoding"].flatMap(self.encoding)
        options.region = region
        options.allowEmpty = mapping.bool("allowEmpty") ?? false
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

    /// A book that flows fill. Its file is ours to write, so nothing else can be said about it.
    private func fedBook(_ id: ConnectorID, _ mapping: YAMLMapping, _ region: Region?) -> Configuration.ConnectorEntry {
        for key in ["format", "delimiter", "encoding", "columns", "allowEmpty"] {
            mapping[key]?.report(
                "has no effect with api: true: callcard writes such a book's file itself, as JSON; remove the key")
        }
        let path = mapping["file"]?.string.map(self.reader.files.resolve)
        return .fedBook(APIAddressBookOptions(id: id, path: path, region: region))
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
