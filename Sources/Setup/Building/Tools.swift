public import CallModel

/// The outside things that connectors are built with; they live as long as the process.
public struct Tools: Sendable {
    public var numbers: any NumberParser & NumberIndexer
    public var transport: any HTTPTransport
    public var queries: any JSONQueryCompiler
    public var time: any TimeSource

    public init(
        numbers: any NumberParser & NumberIndexer, transport: any HTTPTransport, queries: any JSONQueryCompiler,
        time: any TimeSource
    ) {
        self.numbers = numbers
        self.transport = transport
        self.queries = queries
        self.time = time
    }
}
