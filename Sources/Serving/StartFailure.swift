internal import ConfigurationFile
internal import NIOCore
internal import Setup

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
        if self.error is SocketAddressError.UnknownHost { return ListenFault.unknownHost.advice }
        guard let error = self.error as? IOError else { return "\(type(of: self.error))" }
        return ListenFault(code: error.errnoCode)?.advice ?? "\(error)"
    }
}
