package import CallModel
internal import Waiting

/// Finds the places of internet addresses, by a file in MaxMind's format (GeoLite2-City and databases of its shape).
///
/// The file is read into memory. A changed one takes its place in one step; one that is gone, half-written or bad leaves the old one
/// standing, and ``problem`` says why.
///
/// Life: ``init(path:)`` opens it, or says why not; ``run(interval:time:)`` watches the file until its task is cancelled.
package final class PlaceDatabase: PlaceFinder {
    private struct State {
        var database: OpenDatabase
        var problem: PlaceDatabaseError?
        /// A state of the file that was bad, and is not read again.
        var refused: PlaceFileStamp?
        /// A changed state that was seen once; it is read when it is seen again.
        var candidate: PlaceFileStamp?
    }

    /// The file.
    package let path: String
    private let state: Lock<State>

    /// - Throws: Why the file can't be used.
    package init(path: String) throws(PlaceDatabaseError) {
        self.path = path
        self.state = Lock(State(database: try OpenDatabase(path: path)))
    }

    /// The place that the file has for `address`; `nil` where it has none.
    package func place(of address: IPAddress) -> Place? {
        self.state.withLock(\.database).place(of: address)
    }

    /// The type and date that the file gives itself, such as `GeoLite2-City of 2026-11-20`.
    package var summary: String {
        let database = self.state.withLock(\.database)
        return "\(database.type) of \(database.builtAt.description.prefix(10))"
    }

    /// Why the file of the moment is not the one in use; `nil` where it is.
    package var problem: PlaceDatabaseError? { self.state.withLock(\.problem) }

    /// Looks at the file once an `interval`, until its task is cancelled.
    package func run(interval: Duration, time: any TimeSource) async {
        while !Task.isCancelled {
            do { try await time.sleep(until: time.monotonicNow() + interval) } catch { return }
            // Reading it may take a while, on a slow disk a long one.
            await BackgroundThreads.aside { self.look() }
        }
    }

    /// Looks at the file, and reads it where it has changed and two looks in a row have seen it the same.
    func look() {
        do throws(PlaceDatabaseError) {
            let stamp = try PlaceFileStamp(path: self.path)
            let isDue = self.state.withLock { state in
                if stamp == state.database.stamp {
                    (state.problem, state.refused, state.candidate) = (nil, nil, nil)
                    return false
                }
                guard stamp != state.refused else { return false }
                defer { state.candidate = stamp }
                return state.candidate == stamp
            }
            guard isDue else { return }
            let database = try OpenDatabase(path: self.path)
            self.state.withLock { $0 = State(database: database) }
        } catch {
            let stamp = try? PlaceFileStamp(path: self.path)
            self.state.withLock { state in
                state.problem = error
                state.refused = error.isPassing ? nil : stamp
            }
        }
    }
}
