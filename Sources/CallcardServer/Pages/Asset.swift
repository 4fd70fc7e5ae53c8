internal import Crypto
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// A file of the pages, built into the program.
struct Asset: Sendable {
    let name: String
    let bytes: ByteBuffer
    /// A strong entity tag (RFC 9110, 8.8.3): the same bytes, the same tag.
    let tag: String

    init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        self.bytes = ByteBuffer(bytes: bytes)
        self.tag = SettingsETag.tag(of: bytes)
    }

    /// The media type, by the name's ending.
    var type: String {
        switch self.name.split(separator: ".").last {
        case "css": "text/css; charset=utf-8"
        case "html": "text/html; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        default: "application/octet-stream"
        }
    }

    /// The file, or 304 where the browser has it already. It asks each time: a new version of the program is seen at once, and the
    /// modules of one page are always of one version.
    func response(to request: Request, with more: [HTTPField] = []) -> Response {
        var headers = HTTPFields()
        headers[.eTag] = self.tag
        headers[.cacheControl] = "no-cache"
        for field in more { headers.append(field) }
        if let known = request.headers[.ifNoneMatch], Self.names(known, self.tag) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = self.type
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: self.bytes))
    }

    /// RFC 9110, 13.1.2: weak comparison, as a cache between may have weakened the tag.
    private static func names(_ header: String, _ tag: String) -> Bool {
        header.split(separator: ",").contains { part in
            let text = part.drop { $0 == " " }.prefix { $0 != " " }
            return text == "*" || text == tag || text == "W/\(tag)"
        }
    }
}
