import Foundation
import Setup
import Testing

@Suite("D19 Files that one server alone writes")
final class ServerFileLocksTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "locks-\(UUID())").path

    init() throws {
        try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: self.folder)
    }

    @Test("A second server is refused until the first is gone or names the file no more")
    func exclusive() throws {
        var first: ServerFileLocks? = ServerFileLocks()
        let second = ServerFileLocks()
        let (one, two) = (self.folder + "/one.json", self.folder + "/two.json")
        try first?.take(one)
        try first?.take(one)
        try first?.take(two)
        #expect(throws: ServerFileLockError.held) { try second.take(one) }
        first?.keepOnly([two])
        try second.take(one)
        #expect(throws: ServerFileLockError.held) { try second.take(two) }
        first = nil
        try second.take(two)
    }

    @Test("Whatever path leads to it")
    func links() throws {
        let (first, second) = (ServerFileLocks(), ServerFileLocks())
        let file = self.folder + "/book.json"
        #expect(FileManager.default.createFile(atPath: file, contents: nil))
        try FileManager.default.createSymbolicLink(atPath: self.folder + "/link.json", withDestinationPath: file)
        try FileManager.default.createSymbolicLink(atPath: self.folder + "/here", withDestinationPath: self.folder)
        try first.take(file)
        for path in ["link.json", "here/book.json", "here/link.json"] {
            #expect(throws: ServerFileLockError.held) { try second.take("\(self.folder)/\(path)") }
        }
    }

    @Test("A file that is named by a link is this server's, wherever the link leads later")
    func turnedLinks() throws {
        let (first, second) = (ServerFileLocks(), ServerFileLocks())
        let (one, two, link) = (self.folder + "/one.json", self.folder + "/two.json", self.folder + "/link.json")
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: link, withDestinationPath: one)
        // The link leads nowhere yet; the file is made later.
        try first.take(link)
        #expect(manager.createFile(atPath: one, contents: nil))
        first.keepOnly([link])
        try first.take(link)
        #expect(throws: ServerFileLockError.held) { try second.take(one) }
        try manager.removeItem(atPath: link)
        try manager.createSymbolicLink(atPath: link, withDestinationPath: two)
        first.keepOnly([link])
        #expect(throws: ServerFileLockError.held) { try second.take(one) }
        first.keepOnly([])
        try second.take(one)
    }

    @Test("A lock whose file can't be made or opened is told apart")
    func refused() throws {
        let locks = ServerFileLocks()
        #expect(throws: ServerFileLockError.unreachable) { try locks.take(self.folder + "/missing/book.json") }
        let link = self.folder + "/book.json.lock"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: self.folder)
        #expect(throws: ServerFileLockError.foreign(link)) { try locks.take(self.folder + "/book.json") }
    }
}
