import ArgumentParser
import CProcess

/// What a command prints, to its end.
enum StandardOutput {
    /// Whether printing more is of no use; for commands that could go on for ever.
    static var isOver: Bool { callcard_output_has_failed() != 0 }

    /// Writes what is still to be written.
    ///
    /// - Returns: The exit status of a command that would end with `status`: that, also where a reader such as `head` has seen enough;
    ///   another one where it was success and a part of the output is lost.
    static func finished(with status: ExitCode) -> ExitCode {
        guard callcard_finish_output() == callcard_output_lost else { return status }
        Terminal.error("standard output could not be written; a part of it is missing")
        return status.isSuccess ? .ioError : status
    }
}
