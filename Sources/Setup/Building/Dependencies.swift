public import CallModel
public import OutboundHTTP

/// The outside things that connectors are built with; they live as long as the process.
public struct Dependencies: Sendable {
    public var numbers: any NumberParser & NumberIndexer
    public var transport: any HTTPTransport
    /// Takes posts to flows, over connections of their own: those that hang take none away from connectors.
    public var callbacks: any HTTPTransport & DestinationCheck
    public var queries: any JSONQueryCompiler
    public var time: any TimeSource

    public init(
        numbers: any NumberParser & NumberIndexer, transport: any HTTPTransport,
        callbacks: any HTTPTransport & DestinationCheck, queries: any JSONQueryCompiler, time: any TimeSource
    ) {
        self.numbers = numbers
        self.transport = transport
        self.callbacks = callbacks
        self.queries = queries
        self.time = time
    }
}
