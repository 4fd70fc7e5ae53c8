internal import BuiltInFiles
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// A file of the pages, built into the program.
struct Asset: Sendable {
    let name: String
    /// The whole file.
    let bytes: ByteBuffer
    let tag: EntityTag

    /// All files of the pages, by name.
    static let all: [String: Asset] = {
        let files = BuiltInFiles.pages.merging(["variables.js": VariablesScript.bytes]) { file, _ in file }
        return Dictionary(uniqueKeysWithValues: files.map { ($0, Asset($0, $1)) })
    }()

    init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        self.bytes = ByteBuffer(bytes: bytes)
        self.tag = EntityTag(of: bytes)
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
        headers[.eTag] = self.tag.text
        headers[.cacheControl] = "no-cache"
        for field in more { headers.append(field) }
        if let known = request.headers[.ifNoneMatch], self.tag.isNamed(byIfNoneMatch: known) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = self.type
        return Response(status: .ok, headers: headers, body: ResponseBody(shared: self.bytes))
    }
}
