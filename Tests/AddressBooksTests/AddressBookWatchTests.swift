import Testing

@testable import AddressBooks

@Suite("F1 F2 When a changed address book is loaded")
struct AddressBookWatchTests {
    private func file(_ size: Int, inode: UInt64 = 1, modified: Int64 = 1, sidecar: FileStamp? = nil) -> PolledFile {
        .file(FileStamp(inode: inode, size: size, modified: modified), sidecar: sidecar)
    }

    @Test("A file is loaded once two polls have seen it the same")
    func stable() {
        var watch = AddressBookWatch()
        #expect(watch.observe(self.file(1)) == .wait)
        #expect(watch.observe(self.file(1)) == .load)
        watch.noteLoad(of: self.file(1), problem: nil)
        #expect(watch.observe(self.file(1)) == .keep(nil))
    }

    @Test("A growing file is waited for", arguments: 1...5)
    func growing(polls: Int) {
        var watch = AddressBookWatch()
        for size in 0..<polls { #expect(watch.observe(self.file(size)) == .wait) }
        #expect(watch.observe(self.file(polls - 1)) == .load)
    }

    @Test("Size, time, inode and checksum file each tell a change", arguments: 0..<4)
    func changes(which: Int) {
        var watch = AddressBookWatch()
        watch.noteLoad(of: self.file(1), problem: nil)
        let changed = [
            self.file(2), self.file(1, modified: 2), self.file(1, inode: 2),
            self.file(1, sidecar: FileStamp(inode: 9, size: 64, modified: 1)),
        ][which]
        #expect(watch.observe(changed) == .wait)
        #expect(watch.observe(changed) == .load)
    }

    @Test("A bad file is said to be bad at each poll, and not read again until it changes")
    func bad() {
        var watch = AddressBookWatch()
        watch.noteLoad(of: self.file(1), problem: .truncated(line: 3))
        for _ in 0..<3 { #expect(watch.observe(self.file(1)) == .keep(.truncated(line: 3))) }
        #expect(watch.observe(self.file(2)) == .wait)
        #expect(watch.observe(self.file(2)) == .load)
    }

    @Test("A fault that was not the file's is tried again")
    func passingFault() {
        var watch = AddressBookWatch()
        watch.noteLoad(of: self.file(1), problem: .outOfMemory)
        #expect(watch.observe(self.file(1)) == .wait)
        #expect(watch.observe(self.file(1)) == .load)
    }

    @Test("A file that can't be had is a problem at once; when it is back as it was, nothing is loaded")
    func vanished() {
        var watch = AddressBookWatch()
        watch.noteLoad(of: self.file(1), problem: nil)
        #expect(watch.observe(.problem(.missing)) == .keep(.missing))
        #expect(watch.observe(.problem(.unreadable)) == .keep(.unreadable))
        #expect(watch.observe(self.file(1)) == .keep(nil))
    }

    @Test("A file that vanishes while it is waited for has to be seen twice again")
    func vanishedCandidate() {
        var watch = AddressBookWatch()
        #expect(watch.observe(self.file(1)) == .wait)
        #expect(watch.observe(.problem(.missing)) == .keep(.missing))
        #expect(watch.observe(self.file(1)) == .wait)
        #expect(watch.observe(self.file(1)) == .load)
    }

    @Test("A file that never comes to rest is a problem after ten polls")
    func restless() {
        var watch = AddressBookWatch()
        for size in 1..<AddressBookWatch.patience { #expect(watch.observe(self.file(size)) == .wait) }
        #expect(watch.observe(self.file(99)) == .keep(.keepsChanging))
        #expect(watch.observe(self.file(99)) == .load)
    }
}
