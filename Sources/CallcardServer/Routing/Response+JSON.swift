internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

extension Response {
    /// An answer whose JSON is ready. It may hold caller data, so nobody keeps it.
    init(json bytes: [UInt8], status: HTTPResponse.Status = .ok, type: String = "application/json") {
        self.init(json: ByteBuffer(bytes: bytes), status: status, type: type)
    }

    /// An answer whose JSON is ready, in a buffer that is shared, not copied.
    init(json buffer: ByteBuffer, status: HTTPResponse.Status = .ok, type: String = "application/json") {
        var headers = HTTPFields()
        headers.reserveCapacity(8)
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        self.init(status: status, headers: headers, body: ResponseBody(byteBuffer: buffer))
    }
}
