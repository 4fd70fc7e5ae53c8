package import CallModel
package import OutboundHTTP

/// The parts of the outside world that connectors and the server are built with; they live as long as the process.
package struct Dependencies: Sendable {
    /// Reads, formats and compares telephone numbers.
    package var numbers: any NumberParser & NumberIndexer & NumberFinder
    /// Sends questions to CRMs and flows, and fetches token issuers' keys.
    package var transport: any HTTPTransport
    /// The transport of posts to flows, with connections of its own: posts that hang take none away from connectors.
    package var callbacks: any HTTPTransport & DestinationCheck
    /// Compiles the jq programs of manifests.
    package var queries: any JSONQueryCompiler
    /// The clocks of everything that is built.
    package var time: any TimeSource

    package init(
        numbers: any NumberParser & NumberIndexer & NumberFinder, transport: any HTTPTransport,
        callbacks: any HTTPTransport & DestinationCheck, queries: any JSONQueryCompiler, time: any TimeSource
    ) {
        self.numbers = numbers
        self.transport = transport
        self.callbacks = callbacks
        self.queries = queries
        self.time = time
    }
}
