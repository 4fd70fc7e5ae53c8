import CallModel
import Synchronization

/// The compiled forms in use, by program, so that a configuration loaded anew compiles only what has changed.
final class FormShelf: Sendable {
    private struct Entry {
        weak var forms: CompiledForms?
    }

    private let limits: JQLimits
    private let count: Int
    private let entries = Mutex<[String: Entry]>([:])

    /// - Parameter count: How many forms of each program.
    init(count: Int, limits: JQLimits) {
        self.count = count
        self.limits = limits
    }

    /// The forms of a program that some query uses already, else new ones.
    func forms(of program: String, name: String) throws(JSONQueryError) -> CompiledForms {
        let inUse = self.entries.withLock { $0[program]?.forms }
        if let inUse, !inUse.isSpoiled { return inUse }
        let forms = try CompiledForms(program, name: name, count: self.count, limits: self.limits)
        self.entries.withLock { entries in
            entries = entries.filter { $0.value.forms != nil }
            entries[program] = Entry(forms: forms)
        }
        return forms
    }
}
