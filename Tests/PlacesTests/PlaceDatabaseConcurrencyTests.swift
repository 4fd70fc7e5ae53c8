import CallModel
import Foundation
import TestSupport
import Testing

@testable import Places

@Suite("S14 Places that are looked up while the database is replaced", .timeLimit(.minutes(5)))
struct PlaceDatabaseConcurrencyTests {
    private static let sample = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Resources/places.mmdb")

    @Test("Each look-up is answered by the old file or the new one, and the last one is in use in the end")
    func replacing() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "places-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "places.mmdb")
        let whole = try Data(contentsOf: Self.sample)
        try whole.write(to: file)
        let database = try PlaceDatabase(path: file.path)
        let address = try #require(IPAddress(bytes: [192, 0, 2, 7]))
        try await race(8, steps: 100) { racer in
            if racer.index == 0, racer.step % 4 == 0 {
                try whole.write(to: file, options: .atomic)
            } else if racer.index < 3 {
                database.look()
            }
            #expect(database.place(of: address)?.label == "Berlin, State of Berlin, Germany")
            #expect(database.summary.hasPrefix("GeoLite2-City"))
        }
        for _ in 0..<2 { database.look() }
        #expect(database.problem == nil)
        #expect(database.place(of: address)?.label == "Berlin, State of Berlin, Germany")
    }
}
