import NIOCore

/// Why a server could not start, in words.
struct StartFailure {
    private let error: any Error

    init(_ error: any Error) {
        self.error = error
    }

    var explanation: String {
        guard let error = self.error as? IOError else { return "\(type(of: self.error))" }
        return switch error.errnoCode {
        case 98: "the port is in use; set another one with listen"
        case 99: "this machine does not have the address of listen"
        case 13: "the port needs rights that this user does not have; ports above 1023 need none"
        default: "\(error)"
        }
    }
}
