import CJQ
import CallModel

/// A program as libjq compiled it, for one run at a time.
///
/// Unchecked, because `program` is not thread-safe: `CompiledForms` hands it out under a lock before a run and takes it back
/// after, so that no two threads have it at once.
final class CompiledProgram: @unchecked Sendable {
    /// The end of a run.
    enum End: Equatable {
        case done, failed, tooLarge
        /// Broken off, see `CJQ.h`.
        case overdue, exhausted, broken

        /// Whether libjq's state is sound, so that the program may run again.
        var isUsableAfterwards: Bool {
            switch self {
            case .done, .failed, .tooLarge: true
            case .overdue, .exhausted, .broken: false
            }
        }
    }

    /// The time that compiling may take, which is some 40 ms for any sane program.
    private static let compiling: Duration = .seconds(10)

    private let program: OpaquePointer
    /// Set by the thread that runs it, before it gives it out of hand.
    private var isLost = false

    /// `nil` if `text` is no program; then `report` says why.
    init?(_ text: String, limits: JQLimits, report: inout CompileReport) {
        var compileLimits = cjq_limits(limits)
        compileLimits.nanoseconds = Self.compiling.nanoseconds
        let program = withUnsafeMutablePointer(to: &report) { report in
            cjq_compile(
                text, &compileLimits,
                { context, message in
                    guard let report = context?.assumingMemoryBound(to: CompileReport.self), let message else { return }
                    report.pointee.add(String(cString: message))
                }, report)
        }
        guard let program else { return nil }
        self.program = program
    }

    deinit {
        // What libjq left in the middle of something can't be freed; `JQProgram` bounds how often that happens.
        if !self.isLost { cjq_free(self.program) }
    }

    /// Bytes that the last run took and did not give back, give or take some kilobytes.
    var bytesKept: Int { Int(cjq_bytes_kept(self.program)) }

    /// Runs it once.
    ///
    /// - Parameter text: The program as its writer wrote it, for the words of a fault.
    func run(on input: [UInt8], limits: JQLimits, text: String = "") -> (end: End, results: [[UInt8]], fault: QueryFault) {
        var runLimits = cjq_limits(limits)
        var run: Run = ([], .unknown, text)
        let outcome = withUnsafeMutablePointer(to: &run) { run in
            input.withUnsafeBytes { input in
                cjq_run(
                    self.program, input.baseAddress?.assumingMemoryBound(to: CChar.self), input.count, &runLimits,
                    { context, bytes, count in
                        guard let run = context?.assumingMemoryBound(to: Run.self) else { return }
                        run.pointee.results.append(Array(UnsafeRawBufferPointer(start: bytes, count: count)))
                    },
                    { context, message in
                        guard let run = context?.assumingMemoryBound(to: Run.self), let message else { return }
                        run.pointee.fault = QueryFault(message: String(cString: message), program: run.pointee.text)
                    }, run)
            }
        }
        let end = End(outcome)
        self.isLost = !end.isUsableAfterwards
        return (end, end == .done ? run.results : [], run.fault)
    }

    /// What a run has given so far.
    private typealias Run = (results: [[UInt8]], fault: QueryFault, text: String)
}

extension CompiledProgram.End {
    fileprivate init(_ outcome: cjq_outcome) {
        self =
            switch outcome {
            case CJQ_DONE: .done
            case CJQ_FAILED: .failed
            case CJQ_TOO_LARGE: .tooLarge
            case CJQ_OVERDUE: .overdue
            case CJQ_EXHAUSTED: .exhausted
            default: .broken
            }
    }
}

extension cjq_limits {
    fileprivate init(_ limits: JQLimits) {
        self.init(
            nanoseconds: limits.running.nanoseconds, memory: Int64(limits.memory), results: limits.results,
            result_bytes: limits.resultBytes, result_depth: Int32(limits.depth))
    }
}
