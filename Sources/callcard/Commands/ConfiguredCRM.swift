import ArgumentParser
import CallModel
import ConfigurationFile
import Setup

/// Finds a CRM in a configuration, for commands that deal with one.
enum ConfiguredCRM {
    /// Reads a configuration.
    ///
    /// - Throws: An exit status, after having said what is wrong.
    static func read(_ path: String) throws -> Configuration {
        do throws(ConfigurationFailure) {
            return try ConfigurationReader(path: path, environment: CommandEnvironment.forConfiguration).read()
        } catch {
            Terminal.complain(of: error.problems)
            throw ExitCode.configuration
        }
    }

    /// The CRM of an id.
    ///
    /// - Throws: An exit status, after having said what the id is instead.
    static func find(_ id: String, in configuration: Configuration) throws -> Configuration.CRM {
        switch configuration.connectors.first(where: { $0.id.value == id }) {
        case .crm(let crm)?:
            return crm
        case .broken?:
            for warning in configuration.warnings { Terminal.error("\(warning.problem)") }
            Terminal.error("\(id) can't be used; callcard check says why")
            throw ExitCode.configuration
        case .book?, .apiBook?:
            Terminal.error("\(id) is an address book, and no CRM; callcard lookup asks it")
            throw ExitCode.dataError
        case nil:
            let known = configuration.connectors.map(\.id.value).joined(separator: ", ")
            Terminal.error("there is no connector \(id); there are: \(known.isEmpty ? "none" : known)")
            throw ExitCode.noInput
        }
    }
}
