/// A store that works with less memory, too: it then forgets earlier what can be had again.
public protocol BoundedCache: Sendable {
    /// The name under which its bytes are told; a label of metrics.
    var name: String { get }
    /// The most bytes that it may take by the configuration.
    var mostBytes: Int { get }
    /// Bytes that it takes now.
    var bytes: Int { get }

    /// Takes at most so many bytes from now on; what has been unused for longest goes at once.
    func bound(to bytes: Int)
}
