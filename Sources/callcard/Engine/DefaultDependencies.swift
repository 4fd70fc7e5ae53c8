import ArgumentParser
import CallModel
import CurlTransport
import JSONQuery
import PhoneNumbers
import Setup

/// Makes the outside things that everything is built with.
enum DefaultDependencies {
    static func make() throws -> Dependencies {
        let time = SystemTime()
        return Dependencies(
            numbers: try Self.numbers(), transport: try CurlTransport(), callbacks: try CurlTransport(),
            queries: JQCompiler(time: time), time: time)
    }

    /// libphonenumber, warmed up.
    static func numbers() throws -> NumberReader {
        guard let reader = NumberReader() else {
            Terminal.error("libphonenumber does not work here; reinstall it (Debian: libphonenumber8, libgeocoding8)")
            throw ExitCode.unavailable
        }
        return reader
    }
}
