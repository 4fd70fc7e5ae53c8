internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StrictJSON

extension Response {
    /// An answer that is one JSON object, with the members that `content` writes.
    static func object(
        capacity: Int, status: HTTPResponse.Status = .ok, _ content: (inout JSONWriter) -> Void
    ) -> Response {
        var writer = JSONWriter(capacity: capacity)
        writer.object(content)
        return Response(json: writer.bytes, status: status)
    }

    /// An answer that is one JSON array, with the elements that `content` writes.
    static func array(capacity: Int, _ content: (inout JSONWriter) -> Void) -> Response {
        var writer = JSONWriter(capacity: capacity)
        writer.array(content)
        return Response(json: writer.bytes)
    }

    /// An answer whose JSON is ready. It may hold caller data, so nobody keeps it.
    init(json bytes: [UInt8], status: HTTPResponse.Status = .ok, type: String = "application/json") {
        self.init(json: ByteBuffer(bytes: bytes), status: status, type: type)
    }

    /// An answer whose JSON is ready, in a buffer that is shared, not copied.
    init(json buffer: ByteBuffer, status: HTTPResponse.Status = .ok, type: String = "application/json") {
        self.init(json: ResponseBody(byteBuffer: buffer), status: status, type: type)
    }

    /// An answer with JSON, or another text, that many answers share.
    init(shared buffer: ByteBuffer, type: String = "application/json") {
        self.init(json: ResponseBody(shared: buffer), status: .ok, type: type)
    }

    private init(json body: ResponseBody, status: HTTPResponse.Status, type: String) {
        var headers = HTTPFields()
        headers.reserveCapacity(8)
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        self.init(status: status, headers: headers, body: body)
    }
}
