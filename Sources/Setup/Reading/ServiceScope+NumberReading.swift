internal import CallModel
internal import YAMLReader

extension ServiceScope {
    /// Reads a list of service ids, or `["*"]` for all; what is none is reported.
    init?(reading node: YAMLNode) {
        guard let entries = node.list else { return nil }
        let names = entries.compactMap(\.string)
        guard names.count == entries.count, !names.isEmpty else {
            node.report("must list services by id, or be [\"*\"]")
            return nil
        }
        self = names.contains("*") ? .all : .only(Set(names))
    }
}
