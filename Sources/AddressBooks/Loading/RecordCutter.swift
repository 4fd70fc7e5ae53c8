import Waiting

/// Cuts a file into parts of whole records, one for each thread that asks.
///
/// Finding where records end is quick but has to go from the front (a quote far above decides what a line end means), so the
/// threads take turns at it; reading the numbers is the work, and done at the same time.
final class RecordCutter<Format: RecordFormat>: Sendable {
    private let format: Format
    private let partBytes: Int
    private let state: Lock<State>

    private struct State {
        var cursor: RecordCursor
        var parts = 0
        var isAtEnd = false
        var error: AddressBookError?
    }

    /// - Parameter partBytes: Bytes after which a part ends with the record that it is in.
    init(_ format: Format, partBytes: Int) {
        self.format = format
        self.partBytes = partBytes
        self.state = Lock(State(cursor: format.start))
    }

    /// The next part and its number, counted from 0; `nil` at the end or after a fault.
    ///
    /// - Parameter records: Filled with the part's records; its storage is used again.
    /// - Returns: The part's number and the offset behind it.
    func next(_ records: inout [RecordSpan]) -> (part: Int, offset: Int)? {
        records.removeAll(keepingCapacity: true)
        return self.state.withLock { state in
            guard !state.isAtEnd, state.error == nil else { return nil }
            let goal = state.cursor.offset + self.partBytes
            do throws(AddressBookError) {
                while state.cursor.offset < goal {
                    guard let record = try self.format.next(&state.cursor) else {
                        state.isAtEnd = true
                        break
                    }
                    records.append(record)
                }
            } catch {
                state.error = error
                return nil
            }
            state.parts += 1
            return (state.parts - 1, state.cursor.offset)
        }
    }

    /// The fault of the file as a whole; `nil` where there is none.
    var error: AddressBookError? { self.state.withLock { $0.error } }
}
