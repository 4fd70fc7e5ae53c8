import CallModel
import Foundation
import TestSupport
import Testing

@testable import Setup

@Suite("A seal key that many need first", .timeLimit(.minutes(5)))
struct SealKeyFileConcurrencyTests {
    @Test("One key is made, by one process or two, and all have that")
    func oneKey() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "seal-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "seal.key").path
        let file = SealKeyFile(path: path)
        let keys = try await race(8, steps: 20) { _ in
            let key = try file.madeKey().revealed()
            #expect(file.key?.revealed() == key)
            return key
        }
        #expect(Set(keys).count == 1)
        #expect(SealKeyFile(path: path).key?.revealed() == keys.first)
    }
}
