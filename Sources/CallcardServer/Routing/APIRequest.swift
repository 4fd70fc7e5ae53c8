internal import Foundation
internal import CallModel
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// One request, once its caller is known.
struct APIRequest: Sendable {
    /// The largest body of the interface's own requests, in bytes.
    static let bodyLimit = 64 << 10

    let request: Request
    let context: APIRequestContext
    let admission: RequestIdentity

    /// `nil` where the endpoint is open.
    var principal: Principal? { self.admission.principal }

    /// A parameter of the path, decoded; routes guarantee that it is there. What can't be decoded names nothing.
    func parameter(_ name: String) -> String {
        guard let text = self.context.parameters.get(name) else { return "" }
        return text.contains("%") ? text.removingPercentEncoding ?? "" : text
    }

    /// The whole body, which must say that it is JSON, or say nothing of its kind.
    ///
    /// - Parameter limit: Its largest size, in bytes.
    func jsonBody(upTo limit: Int = Self.bodyLimit) async throws(Problem) -> ByteBuffer {
        if let type = self.request.headers[.contentType], !Self.isJSON(type) {
            throw Problem(.notJson, "Send the body as application/json.")
        }
        do {
            return try await self.request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw Problem(.tooLarge, "The body is larger than \(limit) bytes.")
        } catch let error as HTTPError where error.status == .contentTooLarge {
            throw Problem(.tooLarge, "The body is larger than \(limit) bytes.")
        } catch {
            throw Problem(.malformedJson, "The body broke off.")
        }
    }

    /// `application/json` or `application/…+json`, with any parameters.
    private static func isJSON(_ type: String) -> Bool {
        if type == "application/json" { return true }
        let media = type.prefix { $0 != ";" }.lowercased().trimmingSuffix { $0 == " " || $0 == "\t" }
        return media == "application/json" || (media.hasPrefix("application/") && media.hasSuffix("+json"))
    }
}

extension String {
    fileprivate func trimmingSuffix(while isOut: (Character) -> Bool) -> Substring {
        var text = Substring(self)
        while let last = text.last, isOut(last) { text.removeLast() }
        return text
    }
}
