import CallModel

/// The file `NAME.sha256` beside a book, as `sha256sum` writes it: it tells a whole file from half of one.
enum Checksum {
    /// The place of the checksum file of a book.
    static func path(beside path: String) -> String { path + ".sha256" }

    /// Compares a book with its checksum file, if there is one.
    ///
    /// - Parameter path: Of the book.
    /// - Returns: Whether there is one, which fits.
    /// - Throws: ``AddressBookError/checksumMismatch``, ``AddressBookError/badChecksumFile``.
    static func verify(_ bytes: MappedBytes, path: String, digest: AddressBook.Digest) throws(AddressBookError) -> Bool {
        let sidecar: MappedBytes
        do throws(AddressBookError) {
            sidecar = try BookFile.read(Self.path(beside: path), limit: 64 << 10).bytes
        } catch .missing {
            return false
        } catch {
            throw .badChecksumFile
        }
        defer { withExtendedLifetime(sidecar) {} }
        guard let promised = Self.parse(sidecar.bytes) else { throw .badChecksumFile }
        guard digest(UnsafeRawBufferPointer(bytes.memory)) == promised else { throw .checksumMismatch }
        return true
    }

    /// The 32 bytes that the first 64 characters write; `nil` for anything else.
    static func parse(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.count >= 64, text.count == 64 || text[64] <= 0x20 else { return nil }
        return [UInt8](hexadecimal: text[..<64])
    }
}
