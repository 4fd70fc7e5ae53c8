import CallModel
import Glibc
import Waiting

@testable import AddressBooks

/// A folder of its own for each test, gone when the test is.
final class Folder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/callcard-book-XXXXXX".utf8CString)
        self.path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
    }

    deinit {
        for name in Self.names(in: self.path) {
            let path = "\(self.path)/\(name)"
            if unlink(path) != 0 { rmdir(path) }
        }
        rmdir(self.path)
    }

    func file(_ name: String) -> String { "\(self.path)/\(name)" }

    @discardableResult
    func write(_ name: String, _ text: String) -> String { self.write(name, Array(text.utf8)) }

    /// Writes in place, as careless programs do.
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) -> String {
        let path = self.file(name)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        precondition(descriptor >= 0, "a test's file could not be written")
        var written = 0
        while written < bytes.count {
            written += bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + written, bytes.count - written) }
        }
        close(descriptor)
        return path
    }

    private static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}

/// A clock that stands still until it is moved; sleeping moves it.
final class HandClock: TimeSource {
    private let now = Lock<Int64>(0)
    private let step: Duration

    /// - Parameter step: How far each look at the monotonic clock moves it.
    init(step: Duration = .zero) { self.step = step }

    func monotonicNow() -> MonotonicTime {
        self.now.withLock { now in
            now += self.step.nanoseconds
            return MonotonicTime(nanoseconds: now)
        }
    }

    func wallNow() -> WallTime { WallTime(milliseconds: self.now.withLock { $0 } / 1_000_000) }
    func advance(_ duration: Duration) { self.now.withLock { $0 += duration.nanoseconds } }

    func sleep(until time: MonotonicTime) async throws {
        try Task.checkCancellation()
        self.now.withLock { $0 = max($0, time.nanoseconds) }
        await Task.yield()
    }
}

enum Books {
    /// A file that lies beside the tests.
    static func fixture(_ name: String) -> String {
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return "\(folder)/Resources/\(name)"
    }

    static func options(_ path: String, _ change: (inout AddressBookOptions) -> Void = { _ in }) -> AddressBookOptions {
        var options = AddressBookOptions(id: ConnectorID("contacts")!, path: path, region: Region("DE"))
        change(&options)
        return options
    }

    static func book(_ path: String, _ change: (inout AddressBookOptions) -> Void = { _ in }) -> AddressBook {
        AddressBook(Self.options(path, change), numbers: FakeNumbers(), time: HandClock())
    }

    /// Loads a text as a file of that name.
    static func loaded(
        _ text: String, _ name: String = "book.csv", partBytes: Int = 256 << 10,
        _ change: (inout AddressBookOptions) -> Void = { _ in }
    ) throws(AddressBookError) -> BookSnapshot {
        try Self.loaded(Array(text.utf8), name, partBytes: partBytes, change)
    }

    static func loaded(
        _ bytes: [UInt8], _ name: String = "book.csv", partBytes: Int = 256 << 10,
        _ change: (inout AddressBookOptions) -> Void = { _ in }
    ) throws(AddressBookError) -> BookSnapshot {
        let folder = Folder()
        defer { withExtendedLifetime(folder) {} }
        return try Self.loaded(path: folder.write(name, bytes), partBytes: partBytes, change)
    }

    static func loaded(
        path: String, partBytes: Int = 256 << 10, _ change: (inout AddressBookOptions) -> Void = { _ in }
    ) throws(AddressBookError) -> BookSnapshot {
        var loader = BookLoader(options: Self.options(path, change), numbers: FakeNumbers(), time: HandClock())
        loader.threads = 2
        loader.partBytes = partBytes
        return try loader.load().book
    }

    /// A caller's number, as the number parser would make it of E.164.
    static func number(_ e164: String, countryCode: Int = 49) -> CallerNumber {
        .full(PhoneNumber(e164: e164, international: e164, national: e164, countryCode: countryCode))
    }
}

extension BookSnapshot {
    func callers(_ e164: String, countryCode: Int = 49) -> [Caller] {
        self.findings(for: Books.number(e164, countryCode: countryCode)).map(\.caller)
    }
}
