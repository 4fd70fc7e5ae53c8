/// Decides when to load a file, by its state at each poll. Pure: it reads no file and no clock.
///
/// - A file that differs from the one last judged, good or bad, is loaded as soon as two polls in a row have seen it the same.
/// - A file that was bad is not read again until it changes, unless the fault was not the file's (no memory, a failing disk).
/// - A file that can't be had is a problem at once; when the one that was loaded is back as it was, all is well without loading.
struct AddressBookWatch: Sendable {
    private var judged: PolledFile?
    private var verdict: AddressBookError?
    private var candidate: PolledFile?
    private var restlessPolls = 0

    /// Polls in a row that saw a change each, after which the restlessness itself is a problem.
    static let patience = 10

    /// The next action after a poll.
    enum Step: Hashable, Sendable {
        /// Wait until the file has come to rest.
        case wait
        /// Load the file.
        case load
        /// The old book stays, and this error is reported of the file; `nil` when all is well again.
        case keep(AddressBookError?)
    }

    /// Decides after one look at the file.
    mutating func observe(_ file: PolledFile) -> Step {
        if case .problem(let problem) = file {
            self.candidate = nil
            self.restlessPolls = 0
            return .keep(problem)
        }
        if file == self.judged {
            self.candidate = nil
            self.restlessPolls = 0
            return .keep(self.verdict)
        }
        if file == self.candidate {
            self.candidate = nil
            self.restlessPolls = 0
            return .load
        }
        self.candidate = file
        self.restlessPolls += 1
        return self.restlessPolls >= Self.patience ? .keep(.keepsChanging) : .wait
    }

    /// Notes how loading ended.
    ///
    /// - Parameter file: The file as it was when it was loaded. A file that changed meanwhile differs from it at the next poll.
    mutating func noteLoad(of file: PolledFile, problem: AddressBookError?) {
        self.judged = problem?.isPassing == true ? nil : file
        self.verdict = problem
        self.candidate = nil
    }
}

/// A file as one poll sees it, with the `.sha256` file beside it: when that changes, a mismatch may have been mended.
enum PolledFile: Hashable, Sendable {
    /// A file that may be read, and its sidecar where there is one.
    case file(FileStamp, sidecar: FileStamp?)
    /// No file that could be read.
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

    /// The polled file with the stamp of the opened file.
    func with(_ stamp: FileStamp) -> PolledFile {
        switch self {
        case .file(_, let sidecar): .file(stamp, sidecar: sidecar)
        case .problem: .file(stamp, sidecar: nil)
        }
    }
}
