internal import CallModel

/// How many questions of the last ten seconds failed, in steps of one second. A plain value of fixed size.
struct FailureWindow {
    static let seconds: Int64 = 10

    private struct Bucket {
        var second: Int64 = .min
        var asked = 0
        var failed = 0
    }

    private var buckets = [Bucket](repeating: Bucket(), count: Int(seconds))

    mutating func add(failed: Bool, at now: MonotonicTime) {
        let second = now.nanoseconds / 1_000_000_000
        let place = Int(second % Self.seconds)
        if self.buckets[place].second != second { self.buckets[place] = Bucket(second: second) }
        self.buckets[place].asked += 1
        if failed { self.buckets[place].failed += 1 }
    }

    /// Whether at least `share` of at least `least` questions failed.
    func failed(share: Double, of least: Int, at now: MonotonicTime) -> Bool {
        let oldest = now.nanoseconds / 1_000_000_000 - Self.seconds
        let (asked, failed) = self.buckets.reduce((0, 0)) { sum, bucket in
            bucket.second > oldest ? (sum.0 + bucket.asked, sum.1 + bucket.failed) : sum
        }
        return asked >= least && Double(failed) >= share * Double(asked)
    }
}
