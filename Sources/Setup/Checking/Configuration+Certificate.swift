internal import CallModel
package import ConfigurationFile
internal import Foundation
package import ServerTLS
package import YAMLReader

extension Configuration {
    /// The fault of TLS files that can't be used; `nil` where they can, and where there are none.
    package var certificateFault: YAMLProblem? { self.tls?.fault.map(self.problem) }

    /// The problem of TLS files with a fault.
    package func problem(with fault: CertificateFault) -> YAMLProblem { self.problem(at: "tls", fault.advice) }

    /// What will keep clients from trusting a certificate that can be used; `nil` where nothing will.
    ///
    /// - Parameter now: The time of day.
    func certificateAge(at now: WallTime) -> Warning? {
        guard let tls, tls.fault == nil, let validity = tls.validity else { return nil }
        let second = Int(now.milliseconds / 1_000)
        if second > validity.to {
            let message = "the certificate has expired on \(Self.day(validity.to)), and clients refuse it; renew it"
            return Warning(problem: self.problem(at: "tls", message), failsCheck: true)
        }
        if second < validity.from {
            let message = "the certificate is valid from \(Self.day(validity.from)) on only; is this machine's clock right?"
            return Warning(problem: self.problem(at: "tls", message), failsCheck: true)
        }
        guard validity.to - second < 14 * 86_400 else { return nil }
        let message = "the certificate expires on \(Self.day(validity.to)); renew it"
        return Warning(problem: self.problem(at: "tls", message), failsCheck: false)
    }

    private static func day(_ second: Int) -> String {
        Date(timeIntervalSince1970: TimeInterval(second)).formatted(.iso8601.year().month().day())
    }
}
