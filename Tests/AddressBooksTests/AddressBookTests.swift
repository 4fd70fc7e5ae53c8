import CallModel
import Glibc
import Synchronization
import Testing
import Waiting

@testable import AddressBooks

@Suite("C1 An address book stands while its file comes and goes")
struct AddressBookTests {
    private let folder = Folder()
    private let anna = "name,phone\nAnna,030 23125101\n"
    private let ben = "name,phone\nBen,030 23125101\nCarl,030 23125102\n"

    private func name(_ book: AddressBook) -> String? {
        book.findings(for: Books.number("+493023125101")).first?.caller[.displayName]
    }

    /// Enough polls for a file at rest to be loaded.
    private func poll(_ book: AddressBook) async {
        for _ in 0..<2 { await book.poll() }
    }

    @Test("Before the first load it finds nothing; then it answers, and says how it stands")
    func firstLoad() async throws {
        let clock = HandClock()
        clock.advance(.seconds(5))
        let book = AddressBook(Books.options(self.folder.write("a.csv", self.ben)), numbers: FakeNumbers(), time: clock)
        #expect(self.name(book) == nil)
        #expect(!book.status.isLoaded)
        #expect(book.generation == 0)
        let statistics = try await book.load()
        #expect(self.name(book) == "Ben")
        #expect(book.generation == 1)
        #expect(book.statistics == statistics)
        #expect(book.status.contacts == 2)
        #expect(book.status.numbers == 2)
        #expect(book.status.loadedAt == WallTime(milliseconds: 5_000))
        #expect(book.status.age(at: WallTime(milliseconds: 7_500)) == .milliseconds(2_500))
        #expect(!book.status.isStale)
    }

    @Test("It is asked about every number that is not withheld")
    func applies() {
        let book = Books.book(self.folder.file("a.csv"))
        #expect(book.id.value == "contacts")
        #expect(book.applies(to: .short("42")))
        #expect(book.applies(to: Books.number("+493023125101")))
        #expect(!book.applies(to: .withheld))
    }

    @Test("A changed file takes the old one's place in one step, and the generation grows")
    func reload() async throws {
        let path = self.folder.write("a.csv", self.anna)
        let book = Books.book(path)
        try await book.load()
        await self.poll(book)
        #expect(book.generation == 1)
        self.folder.write("b.csv", self.ben)
        rename(self.folder.file("b.csv"), path)
        await book.poll()
        #expect(self.name(book) == "Anna")
        await book.poll()
        #expect(self.name(book) == "Ben")
        #expect(book.generation == 2)
    }

    @Test("The loop loads what it finds, also a file that was not there at the start, and ends with its task")
    func loop() async throws {
        let book = Books.book(self.folder.file("a.csv"))
        await #expect(throws: AddressBookError.missing) { try await book.load() }
        let loop = Task { await book.run(interval: .seconds(2)) }
        self.folder.write("a.csv", self.anna)
        while book.generation == 0 { await Task.yield() }
        #expect(self.name(book) == "Anna")
        loop.cancel()
        await loop.value
    }

    @Test(
        "F1 F2 A half-written, empty or bad file leaves the old book standing and says so, until it is good again",
        arguments: [
            ("name,phone\n\"Ben,030 23125101\n", AddressBookError.unclosedQuote(line: 2)), ("", .empty), ("name,phone\n", .empty),
            ("name,phone,x\nA,030 23125101,1\nB,030", .truncated(line: 3)), ("<html>\n", .noNumberColumn),
            ("name,phone\nBen,?\n", .nothingUsable),
        ])
    func badFile(content: String, problem: AddressBookError) async throws {
        let path = self.folder.write("a.csv", self.anna)
        let book = Books.book(path)
        try await book.load()
        self.folder.write("a.csv", content)
        await self.poll(book)
        #expect(self.name(book) == "Anna")
        #expect(book.status.problem == problem)
        #expect(book.status.isStale)
        #expect(book.status.isLoaded)
        #expect(book.generation == 1)
        self.folder.write("a.csv", self.ben)
        await self.poll(book)
        #expect(self.name(book) == "Ben")
        #expect(!book.status.isStale)
    }

    @Test("F2 The file vanishes: the old book stands; it comes back as it was: all is well, and nothing was loaded")
    func vanished() async throws {
        let path = self.folder.write("a.csv", self.anna)
        let book = Books.book(path)
        try await book.load()
        unlink(path)
        await book.poll()
        #expect(book.status.problem == .missing)
        #expect(book.status.problemSince != nil)
        #expect(self.name(book) == "Anna")
        self.folder.write("a.csv", self.anna)
        await self.poll(book)
        #expect(book.status.problem == nil)
        #expect(book.status.problemSince == nil)
    }

    @Test(
        "F2 A FIFO, a directory or a device is refused without waiting", .timeLimit(.minutes(5)),
        arguments: ["fifo", "directory", "device"])
    func noFile(kind: String) async throws {
        let path = self.folder.file("a.csv")
        switch kind {
        case "fifo": mkfifo(path, 0o644)
        case "directory": mkdir(path, 0o755)
        default: symlink("/dev/zero", path)
        }
        let book = Books.book(path)
        await #expect(throws: AddressBookError.notAFile) { try await book.load() }
        await book.poll()
        #expect(book.status.problem == .notAFile)
    }

    @Test("F2 Permission is lost: the old book stands", .enabled(if: geteuid() != 0, "root may read everything"))
    func unreadable() async throws {
        let path = self.folder.write("a.csv", self.anna)
        let book = Books.book(path)
        try await book.load()
        chmod(path, 0)
        await book.poll()
        #expect(book.status.problem == .unreadable)
        await #expect(throws: AddressBookError.unreadable) { try await book.load() }
        #expect(self.name(book) == "Anna")
    }

    @Test("F2 A link to something else that can be read is no book, and no message repeats what is in it")
    func foreignFile() async throws {
        symlink("/etc/passwd", self.folder.file("a.csv"))
        let book = Books.book(self.folder.file("a.csv"))
        await #expect(throws: AddressBookError.noNumberColumn) { try await book.load() }
        #expect(!String(reflecting: book.status).contains("root"))
    }

    @Test("F1 A link that is turned to another file, as mounted configuration does, is a change")
    func turnedLink() async throws {
        self.folder.write("1.csv", self.anna)
        self.folder.write("2.csv", self.ben)
        symlink("1.csv", self.folder.file("a.csv"))
        let book = Books.book(self.folder.file("a.csv"))
        try await book.load()
        symlink("2.csv", self.folder.file("new"))
        rename(self.folder.file("new"), self.folder.file("a.csv"))
        await self.poll(book)
        #expect(self.name(book) == "Ben")
    }

    @Test("F1 A checksum beside the file is verified; when it is mended, the file is loaded")
    func checksum() async throws {
        let path = self.folder.write("a.csv", self.anna)
        // A digest for tests: the sum of all bytes, 32 times.
        let digest: AddressBook.Digest = { bytes in [UInt8](repeating: bytes.reduce(0, &+), count: 32) }
        let right = String(
            repeating: {
                let hex = String(Array(self.anna.utf8).reduce(0, &+), radix: 16); return hex.count == 1 ? "0\(hex)" : hex
            }(), count: 32)
        self.folder.write("a.csv.sha256", String(repeating: "0", count: 64) + "  a.csv\n")
        let book = AddressBook(Books.options(path), numbers: FakeNumbers(), time: HandClock(), digest: digest)
        await #expect(throws: AddressBookError.checksumMismatch) { try await book.load() }
        self.folder.write("a.csv.sha256", "no checksum")
        await #expect(throws: AddressBookError.badChecksumFile) { try await book.load() }
        self.folder.write("a.csv.sha256", right + "  a.csv\n")
        await self.poll(book)
        #expect(self.name(book) == "Anna")
        let careless = Books.book(path)
        self.folder.write("a.csv.sha256", "no checksum")
        try await careless.load()
    }

    @Test("F1 Lookups go on from one whole book or the other while files are swapped")
    func lookupsDuringReload() async throws {
        let path = self.folder.write("a.csv", self.anna)
        let book = Books.book(path)
        try await book.load()
        let isDone = Atomic(false)
        let reader = Task.detached {
            var seen: Set<String?> = []
            while !isDone.load(ordering: .relaxed) {
                seen.insert(self.name(book))
                await Task.yield()
            }
            return seen
        }
        for round in 0..<30 {
            self.folder.write("next", round % 2 == 0 ? self.ben : self.anna)
            rename(self.folder.file("next"), path)
            try await book.load()
        }
        isDone.store(true, ordering: .relaxed)
        #expect(await reader.value.isSubset(of: ["Anna", "Ben"]))
        #expect(book.generation == 31)
    }

    @Test("An empty file is a book where that is allowed")
    func allowedEmpty() async throws {
        let book = Books.book(self.folder.write("a.csv", "")) { $0.allowEmpty = true }
        try await book.load()
        #expect(book.status.isLoaded)
        #expect(book.findings(for: Books.number("+493023125101")).isEmpty)
    }

    @Test("Progress is told after a second, with how far it is")
    func progress() throws {
        let text = "name,phone\n" + String(repeating: "Anna,030 23125101\n", count: 2_000)
        let told = Lock<[BookProgress]>([])
        var loader = BookLoader(
            options: Books.options(self.folder.write("a.csv", text)), numbers: FakeNumbers(),
            time: HandClock(step: .milliseconds(50)))
        loader.threads = 1
        loader.partBytes = 500
        loader.progress = { progress in told.withLock { $0.append(progress) } }
        _ = try loader.load()
        let seen = told.withLock { $0 }
        #expect(seen.count > 10)
        #expect((seen.first?.bytes ?? 0) > 20 * 500)
        #expect(seen.map(\.bytes) == seen.map(\.bytes).sorted())
        #expect(seen.allSatisfy { $0.total == text.utf8.count && $0.bytes <= $0.total })
    }

    @Test("Quick files tell nothing")
    func noProgress() async throws {
        let told = Lock(0)
        try await Books.book(self.folder.write("a.csv", self.ben)).load { _ in told.withLock { $0 += 1 } }
        #expect(told.withLock { $0 } == 0)
    }

    @Test("F1 A file that is written to while it is read is refused")
    func changedWhileReading() {
        let path = self.folder.write("a.csv", self.anna)
        #expect(throws: AddressBookError.changedWhileReading) {
            _ = try BookFile.read(path) { self.folder.write("a.csv", self.ben) }
        }
        #expect(throws: AddressBookError.tooLarge) { _ = try BookFile.read(path, limit: 10) }
    }
}
