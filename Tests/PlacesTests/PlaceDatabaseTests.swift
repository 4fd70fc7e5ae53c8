import CallModel
import Foundation
import Testing

@testable import Places

@Suite("S14 Where internet addresses are")
struct PlaceDatabaseTests {
    private static let sample = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Resources/places.mmdb")

    private static func address(_ bytes: UInt8...) throws -> IPAddress { try #require(IPAddress(bytes: bytes)) }

    private static func documentation(_ last: UInt8) throws -> IPAddress {
        try #require(IPAddress(bytes: [0x20, 0x01, 0x0D, 0xB8] + Array(repeating: 0, count: 11) + [last]))
    }

    @Test("City, state and country, in English, and the degrees")
    func found() throws {
        let database = try PlaceDatabase(path: Self.sample.path)
        let berlin = try #require(database.place(of: Self.address(192, 0, 2, 7)))
        #expect(berlin.precision == .ip && berlin.label == "Berlin, State of Berlin, Germany")
        #expect(berlin.coordinates == .init(latitude: 52.5196, longitude: 13.4069))
        #expect(database.place(of: try Self.address(192, 0, 2, 200))?.label == "Germany")
        #expect(database.place(of: try Self.documentation(7))?.label == "London, England, United Kingdom")
        #expect(database.summary.hasPrefix("GeoLite2-City of 20"))
    }

    @Test("S13 What the database doesn't know, or says in no way of use, is no place", arguments: [0, 1, 32, 64, 200] as [UInt8])
    func nothing(last: UInt8) throws {
        let database = try PlaceDatabase(path: Self.sample.path)
        #expect(database.place(of: try Self.address(198, 51, 100, last)) == nil)
        #expect(database.place(of: try Self.address(203, 0, 113, last)) == nil)
    }

    @Test("Degrees that are not on the globe are left out")
    func offTheGlobe() throws {
        let place = try PlaceDatabase(path: Self.sample.path).place(of: Self.address(198, 51, 100, 96))
        #expect(place?.label == "Germany" && place?.coordinates == nil)
    }

    @Test("What is no database is said at once, without waiting for a writer")
    func refused() throws {
        let folder = try Folder()
        #expect(throws: PlaceDatabaseError.missing) { try PlaceDatabase(path: folder.path("none.mmdb")) }
        #expect(throws: PlaceDatabaseError.notAFile) { try PlaceDatabase(path: folder.url.path) }
        let pipe = folder.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(throws: PlaceDatabaseError.notAFile) { try PlaceDatabase(path: pipe) }
        for content in [Data(), Data("no database".utf8), Data(repeating: 0, count: 1 << 20)] {
            try folder.replace(with: content)
            #expect(throws: PlaceDatabaseError.notADatabase) { try PlaceDatabase(path: folder.file) }
        }
    }

    @Test("A damaged database never brings down the process")
    func damaged() throws {
        let folder = try Folder()
        let whole = try Data(contentsOf: Self.sample)
        let addresses = try [Self.address(192, 0, 2, 7), Self.documentation(7), Self.address(198, 51, 100, 96)]
        for place in stride(from: 0, to: whole.count, by: 3) {
            var damaged = whole
            damaged[place] ^= 0xFF
            for content in [damaged, whole.prefix(place), whole.dropFirst(place)] {
                try folder.replace(with: content)
                guard let database = try? PlaceDatabase(path: folder.file) else { continue }
                for address in addresses { _ = database.place(of: address) }
            }
        }
    }

    @Test("A changed file is taken when two looks have seen it the same; a bad one leaves the old one standing")
    func watching() throws {
        let folder = try Folder()
        let address = try Self.address(192, 0, 2, 7)
        let whole = try Data(contentsOf: Self.sample)
        try folder.replace(with: whole)
        let database = try PlaceDatabase(path: folder.file)
        try folder.replace(with: Data("half".utf8))
        database.look()
        #expect(database.problem == nil)
        database.look()
        #expect(database.problem == .notADatabase && database.place(of: address) != nil)
        try FileManager.default.removeItem(atPath: folder.file)
        database.look()
        #expect(database.problem == .missing && database.place(of: address) != nil)
        try folder.replace(with: whole + Data([0]))
        database.look()
        #expect(database.problem == .missing, "it may still be written to")
        database.look()
        #expect(database.problem == nil && database.place(of: address) != nil)
    }

    @Test("Cutting the file short changes nothing for what was read")
    func cutShort() throws {
        let folder = try Folder()
        try folder.replace(with: Data(contentsOf: Self.sample))
        let database = try PlaceDatabase(path: folder.file)
        #expect(truncate(folder.file, 0) == 0)
        #expect(database.place(of: try Self.address(192, 0, 2, 7))?.label == "Berlin, State of Berlin, Germany")
    }

    /// A folder with one file in it, removed at the end.
    private final class Folder {
        let url = FileManager.default.temporaryDirectory.appending(path: "places-\(UUID())")

        init() throws { try FileManager.default.createDirectory(at: self.url, withIntermediateDirectories: true) }

        deinit { try? FileManager.default.removeItem(at: self.url) }

        var file: String { self.path("places.mmdb") }

        func path(_ name: String) -> String { self.url.appending(path: name).path }

        /// Replaces the file by renaming.
        func replace(with content: Data) throws { try content.write(to: URL(filePath: self.file), options: .atomic) }
    }
}
