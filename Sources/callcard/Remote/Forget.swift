import ArgumentParser
import StrictJSON

struct Forget: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a running server forget a number at once. The number is read from standard input.")

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let client = try self.server.client()
        if Terminal.isInteractive { Terminal.progress("number: ") }
        guard let number = readLine(), !number.isEmpty else { throw ValidationError("write the number to standard input") }
        let body = JSONValue.object(JSONObject([("number", .string(number))])).encoded()
        let answer = try await client.expect("POST", "/v1/forget", body: body)
        print(String(decoding: answer, as: UTF8.self))
    }
}
