import NIOCore
import NIOHTTP1
import NIOPosix

/// A CRM that knows everybody and takes its time: `SlowCRM MILLISECONDS` answers each question that much later.
///
/// One thread does it all, so that most of a small machine is left to those who are measured.
@main
enum SlowCRM {
    static func main() async throws {
        let delay = CommandLine.arguments.dropFirst().first.flatMap { Int64($0) } ?? 100
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let figures = NIOLoopBoundBox.makeBoxSendingValue(Figures(), eventLoop: group.next())
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4_096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(QuestionHandler(delay: .milliseconds(delay), figures: figures))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        Line.write("listening on http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
        try await channel.closeFuture.get()
    }
}
