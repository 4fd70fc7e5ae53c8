import ArgumentParser
import CallModel
import StrictJSON

struct Reload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a running server take its changed configuration; what check fails for is refused, and the old one kept.")

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let answer = try await self.server.client().expect("POST", "/v1/reload")
        print("the configuration is in force")
        let keys = (try? StrictJSON.parse(answer))?.objectValue?["restart"]?.arrayValue?.compactMap(\.stringValue) ?? []
        if !keys.isEmpty { print("but for what has changed in \(keys.joined(separator: ", ")): that takes a restart") }
        let differences = (try? StrictJSON.parse(answer))?.objectValue?["differences"]?.arrayValue ?? []
        for difference in differences.compactMap(\.objectValue) {
            let pointers = difference["pointers"]?.arrayValue?.compactMap(\.stringValue) ?? []
            let known = SettingsDifference(service: difference["service"]?.stringValue ?? "", pointers: pointers)
            print("but for service \(known.service): \(known.advice)")
        }
    }
}

struct Forget: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a running server forget a number at once, and print its receipt. The number is read from standard input.")

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let client = try self.server.client()
        Terminal.prompt("number: ")
        guard let number = readLine(), !number.isEmpty else { throw ValidationError("write the number to standard input") }
        let body = JSONValue.object(JSONObject([("number", .string(number))])).encoded()
        let answer = try await client.expect("POST", "/v1/forget", body: body)
        print(String(decoding: answer, as: UTF8.self))
    }
}
