// The compiler counts `addrinfo` as its own where other files of the module import Foundation.
internal import ConfigurationFile
internal import CoreFoundation
internal import Glibc
internal import YAMLReader

/// Why a server can't listen where the configuration says.
package enum ListenFault: Hashable, Sendable {
    /// Another program, or another callcard, listens there.
    case inUse
    /// No interface of this machine has the address.
    case noSuchAddress
    /// Ports below 1024 are for privileged users.
    case noRights
    /// The host name has no address.
    case unknownHost

    /// The fault with an error number of bind(2); `nil` for others.
    package init?(code: Int32) {
        switch code {
        case EADDRINUSE: self = .inUse
        case EADDRNOTAVAIL: self = .noSuchAddress
        case EACCES: self = .noRights
        default: return nil
        }
    }

    /// The fault and the advice on it, for operators.
    package var advice: String {
        switch self {
        case .inUse: "the port is in use; set another one with listen"
        case .noSuchAddress: "this machine does not have the address of listen"
        case .noRights: "the port needs rights that this user does not have; ports above 1023 need none"
        case .unknownHost: "the host of listen has no address; write the address itself, or 0.0.0.0 for all"
        }
    }
}

extension Configuration {
    /// What a server would meet at its port, tried and given back at once; `nil` where it could listen.
    var listenWarning: Warning? {
        guard let fault = self.listen.fault else { return nil }
        switch fault {
        // The server that runs with this configuration has the port, and may have rights that this user lacks.
        case .inUse: return self.warning(fault.advice + ", unless it is this server that runs there", failsCheck: false)
        case .noRights: return self.warning(fault.advice, failsCheck: false)
        case .noSuchAddress, .unknownHost: return self.warning(fault.advice, failsCheck: true)
        }
    }

    private func warning(_ message: String, failsCheck: Bool) -> Warning {
        Warning(problem: self.problem(at: "listen", message), failsCheck: failsCheck)
    }
}

extension Configuration.Listen {
    /// Binds a socket as a server does, and closes it without having listened. A host name may take its time.
    fileprivate var fault: ListenFault? {
        var (hints, found): (addrinfo, UnsafeMutablePointer<addrinfo>?) = (addrinfo(), nil)
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        guard getaddrinfo(self.host, String(self.port), &hints, &found) == 0, let address = found else { return .unknownHost }
        defer { freeaddrinfo(found) }
        let descriptor = socket(address.pointee.ai_family, address.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) != 0 else { return nil }
        return ListenFault(code: errno)
    }
}
