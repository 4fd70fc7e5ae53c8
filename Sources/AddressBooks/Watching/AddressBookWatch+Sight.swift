extension AddressBookWatch {
    /// A file as one poll sees it, with the `.sha256` file beside it: when that changes, a mismatch may have been mended.
    enum Sight: Hashable, Sendable {
        case file(FileStamp, sidecar: FileStamp?)
        case problem(AddressBookError)

        /// Looks at the file system.
        init(path: String, withSidecar: Bool) {
            do throws(AddressBookError) {
                let stamp = try BookFile.stamp(of: path)
                let sidecar = withSidecar ? try? BookFile.stamp(of: Checksum.path(beside: path)) : nil
                self = .file(stamp, sidecar: sidecar)
            } catch {
                self = .problem(error)
            }
        }

        /// The same with what the open file said about itself.
        func with(_ stamp: FileStamp) -> Sight {
            switch self {
            case .file(_, let sidecar): .file(stamp, sidecar: sidecar)
            case .problem: .file(stamp, sidecar: nil)
            }
        }
    }
}
