/// How many of the descriptors that the process may have are for connections from outside.
///
/// The others are a reserve: the journal, the log, files that are read anew and calls to others go on however many connect.
enum DescriptorBudget {
    /// The maximum number of connections, whatever the system allows: each takes some 20 KB.
    private static let most = 65_536
    /// The reserve, at most: as many connections to others as there may be, and as many files.
    private static let reserve = 512

    /// Connections for which there is room, of what is not open at the time of asking.
    static var connections: Int {
        guard let limit = ProcessGauges.maxDescriptors else { return Self.most }
        return Self.connections(of: limit, open: ProcessGauges.openDescriptors ?? 32)
    }

    /// - Parameters:
    ///   - limit: Descriptors that may be open.
    ///   - open: Those that are, before the first connection.
    static func connections(of limit: Int, open: Int) -> Int {
        // Event loops and the port come later than this is asked.
        let left = limit - open - min(Self.reserve, limit / 4)
        return min(max(left, 4), Self.most)
    }
}
