internal import NIOCore

/// Why a server could not start, in words for the operator.
package struct StartFailure {
    private let error: any Error

    /// - Parameter error: What ``Server/run()`` has thrown, other than ``ConfigurationFailure``, ``ServerFileInUse`` and
    ///   ``JournalOpenFailure``.
    package init(_ error: any Error) {
        self.error = error
    }

    /// For a port that can't be opened what to do about it, else the error's type: its text might name more.
    package var explanation: String {
        guard let error = self.error as? IOError else { return "\(type(of: self.error))" }
        return switch error.errnoCode {
        case 98: "the port is in use; set another one with listen"
        case 99: "this machine does not have the address of listen"
        case 13: "the port needs rights that this user does not have; ports above 1023 need none"
        default: "\(error)"
        }
    }
}
