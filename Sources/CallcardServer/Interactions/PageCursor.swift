internal import CallModel
internal import Foundation

/// Where a page of a list ended, as clients hand it back: opaque to them.
enum PageCursor {
    /// `<milliseconds>.<session>` in base64url.
    static func encode(_ place: ListingQuery.Position) -> String {
        Data("\(place.updatedAt.milliseconds).\(place.session)".utf8).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// `nil` for anything that ``encode(_:)`` did not make.
    static func decode(_ text: String) -> ListingQuery.Position? {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        let padded = plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: padded), let mark = String(validating: data, as: UTF8.self),
            let dot = mark.firstIndex(of: "."), let milliseconds = Int64(mark[..<dot])
        else { return nil }
        let session = String(mark[mark.index(after: dot)...])
        guard SessionID.isValid(session) else { return nil }
        return ListingQuery.Position(updatedAt: WallTime(milliseconds: milliseconds), session: session)
    }
}
