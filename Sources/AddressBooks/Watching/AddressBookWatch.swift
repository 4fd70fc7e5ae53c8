/// Decides, from what is seen of a file at each poll, when to load it. Pure: it reads no file and no clock.
///
/// - A file that differs from the one last judged, good or bad, is loaded as soon as two polls in a row have seen it the same.
/// - A file that was bad is not read again until it changes, unless the fault was not the file's (no memory, a failing disk).
/// - A file that can't be had is a problem at once; when the one that was loaded is back as it was, all is well without loading.
struct AddressBookWatch: Sendable {
    private var judged: Sight?
    private var verdict: AddressBookError?
    private var candidate: Sight?
    private var restlessPolls = 0

    /// After so many polls that saw one change after another, the restlessness itself is a problem.
    static let patience = 10

    /// What to do after a poll.
    enum Step: Hashable, Sendable {
        case wait
        /// Load the file.
        case load
        /// The old book stays, and this is to be said about the file; `nil` when all is well again.
        case keep(AddressBookError?)
    }

    /// Takes in one look at the file.
    mutating func saw(_ sight: Sight) -> Step {
        if case .problem(let problem) = sight {
            self.candidate = nil
            self.restlessPolls = 0
            return .keep(problem)
        }
        if sight == self.judged {
            self.candidate = nil
            self.restlessPolls = 0
            return .keep(self.verdict)
        }
        if sight == self.candidate {
            self.candidate = nil
            self.restlessPolls = 0
            return .load
        }
        self.candidate = sight
        self.restlessPolls += 1
        return self.restlessPolls >= Self.patience ? .keep(.keepsChanging) : .wait
    }

    /// Takes in how loading ended.
    ///
    /// - Parameter sight: The file as it was when it was loaded. A file that changed meanwhile differs from it at the next poll.
    mutating func judged(_ sight: Sight, problem: AddressBookError?) {
        self.judged = problem?.isPassing == true ? nil : sight
        self.verdict = problem
        self.candidate = nil
    }
}
