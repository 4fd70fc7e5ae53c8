import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// The floor under a lookup: a Hummingbird route that reads its body and returns bytes that were ready before.
///
/// The bytes are the one line on standard input. Like callcard it takes Hummingbird's defaults, and says where it listens.
@main
enum BareRoute {
    static func main() async throws {
        let answer = ByteBuffer(string: readLine() ?? "")
        let router = Router()
        router.post("/v1/lookups") { request, _ -> Response in
            _ = try await request.body.collect(upTo: 64 << 10)
            return Response(status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: answer))
        }
        var quiet = Logger(label: "bare")
        quiet.logLevel = .error
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0), backlog: 4_096),
            onServerRunning: { channel in
                Line.write("listening on http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
            },
            logger: quiet)
        try await application.runService()
    }
}
