internal import CallModel
internal import Metrics

/// Counts what becomes of people who want to sign in.
enum SignInCounter {
    static func count(_ failure: SignInFailure) { self.count(failure.label) }

    /// - Parameter result: A word of our own.
    static func count(_ result: String) {
        Counter(label: "callcard_sign_ins_total", dimensions: [("result", result)]).increment()
    }
}
