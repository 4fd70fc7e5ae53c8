import ArgumentParser

/// What the exit status tells, after sysexits(3).
extension ExitCode {
    /// The input was wrong: a number that is none, a malformed template.
    static let dataError = ExitCode(65)
    /// A file that should be read can't be, or a server has no such thing.
    static let noInput = ExitCode(66)
    /// The server can't be reached, or this version can't do it yet.
    static let unavailable = ExitCode(69)
    /// A port is taken.
    static let osError = ExitCode(71)
    /// A file can't be made, or is there already.
    static let cannotCreate = ExitCode(73)
    /// What answers is no server of ours.
    static let protocolError = ExitCode(76)
    /// The credential is missing or refused.
    static let noPermission = ExitCode(77)
    /// The configuration is wrong.
    static let configuration = ExitCode(78)
}
