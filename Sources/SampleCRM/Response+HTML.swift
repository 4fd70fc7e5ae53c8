import HTTPTypes
import Hummingbird

extension Response {
    /// 200 with a page.
    init(html: String) {
        self.init(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: html)))
    }
}

extension String {
    /// The text as HTML shows it, in elements and in quoted attributes.
    var escaped: String {
        self.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing(
            "\"", with: "&quot;")
    }
}
