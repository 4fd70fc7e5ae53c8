import NIOCore
import NIOHTTP1

/// Answers `GET /contacts?phone=%2BDIGITS` with one contact who has that number, after the delay, and `GET /figures` at once.
final class QuestionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let delay: TimeAmount
    private let figures: NIOLoopBoundBox<Figures>
    private var path = ""

    init(delay: TimeAmount, figures: NIOLoopBoundBox<Figures>) {
        self.delay = delay
        self.figures = figures
    }

    func channelActive(context: ChannelHandlerContext) {
        self.figures.value.connect()
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head): self.path = head.uri
        case .body: break
        case .end: self.answer(self.path, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ path: String, _ context: ChannelHandlerContext) {
        guard let digits = Self.digits(in: path) else {
            return self.write(self.figures.value.json, context)
        }
        let name = digits.suffix(4)
        let contact =
            #"{"contacts":[{"id":"c-\#(name)","first":"Anna","last":"Meier \#(name)","company":"Acme","phones":["+\#(digits)"]}]}"#
        self.figures.value.begin()
        context.eventLoop.assumeIsolated().scheduleTask(in: self.delay) {
            self.figures.value.end()
            self.write(contact, context)
        }
    }

    private static func digits(in path: String) -> Substring? {
        let parts = path.split(separator: "%2B", maxSplits: 1)
        return parts.count == 2 && path.hasPrefix("/contacts?") ? parts[1].prefix(while: \.isNumber) : nil
    }

    private func write(_ json: String, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        let body = context.channel.allocator.buffer(string: json)
        let headers: HTTPHeaders = ["content-type": "application/json", "content-length": String(body.readableBytes)]
        context.write(self.wrapOutboundOut(.head(.init(version: .http1_1, status: .ok, headers: headers))), promise: nil)
        context.write(self.wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil)
    }
}
