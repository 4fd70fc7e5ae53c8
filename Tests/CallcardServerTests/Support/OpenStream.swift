import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Waiting

@testable import CallcardServer

/// An open event stream, with all that it was sent so far.
final class OpenStream: Sendable {
    /// One server-sent event.
    struct Event: Equatable {
        let id: String
        let name: String
        let data: String
    }

    /// Collects what is written.
    private final class Recorder: ResponseBodyWriter, Sendable {
        let text = Lock("")

        func write(_ buffer: ByteBuffer) async throws {
            self.text.withLock { $0 += String(buffer: buffer) }
        }

        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    /// The head of the answer.
    let response: Response
    private let recorder = Recorder()
    private let writing: Task<Void, Never>

    /// Opens a stream of a key's user, or finds it refused.
    ///
    /// - Parameter lastID: The id of the last event that was had; `nil` begins.
    init(_ bench: ServerBench, as key: ServerBench.Key, after lastID: String? = nil) async throws {
        var headers: HTTPFields = [.apiKey: key.rawValue]
        if let lastID { headers[HTTPField.Name("Last-Event-ID")!] = lastID }
        let head = HTTPRequest(
            method: .get, scheme: "https", authority: "callcard.example", path: "/v1/users/me/events", headerFields: headers)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        let response = try await bench.api.responder.respond(to: request, context: .from("192.0.2.7"))
        self.response = response
        let recorder = self.recorder
        self.writing = Task { try? await response.body.write(recorder) }
    }

    /// All that was sent.
    var text: String { self.recorder.text.withLock(\.self) }

    /// The events that were sent so far.
    var events: [Event] {
        self.text.components(separatedBy: "\n\n").compactMap { block in
            let lines = block.split(separator: "\n")
            guard lines.count == 3, lines[0].hasPrefix("id: "), lines[1].hasPrefix("event: "), lines[2].hasPrefix("data: ") else {
                return nil
            }
            return Event(
                id: String(lines[0].dropFirst(4)), name: String(lines[1].dropFirst(7)), data: String(lines[2].dropFirst(6)))
        }
    }

    /// Waits until so many events were sent; forever where they never are.
    func events(_ count: Int) async -> [Event] {
        while self.events.count < count { try? await Task.sleep(for: .milliseconds(1)) }
        return self.events
    }

    /// Waits until the text holds something; forever where it never does.
    func wait(for text: String) async {
        while !self.text.contains(text) { try? await Task.sleep(for: .milliseconds(1)) }
    }

    /// Waits until the server has ended the stream.
    func end() async { await self.writing.value }

    /// Leaves, as a client does whose connection breaks, and waits until the server has seen it.
    func leave() async {
        self.writing.cancel()
        await self.writing.value
    }
}
