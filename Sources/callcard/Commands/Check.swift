import ArgumentParser
import Setup
import YAMLReader

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the configuration: all that would stop or weaken a start, with file and line.",
        discussion: """
            Errors stop a start, take a part out of it, or can't work: exit status 78. What works and may not be meant is a warning.
            Run it as the user that runs the service, also beside the service itself.
            """)

    @Option(name: .long, help: "The configuration file.")
    var config = CommandEnvironment.defaultConfiguration

    @Flag(name: .long, help: "Fail for warnings, too.")
    var strict = false

    func run() async throws {
        let check = await ConfigurationCheck(
            path: self.config, environment: CommandEnvironment.forConfiguration,
            dependencies: try CommandEnvironment.dependencies())
        for problem in check.errors { print("error: \(problem)") }
        for problem in check.warnings { print("warning: \(problem)") }
        for fact in check.facts { print(fact) }
        let counts = [(check.errors.count, "error"), (check.warnings.count, "warning")].filter { $0.0 > 0 }
        let told = counts.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: " and ")
        guard check.errors.isEmpty, check.warnings.isEmpty || !self.strict else {
            Terminal.error("the configuration has \(told)")
            throw ExitCode.configuration
        }
        print("the configuration is good" + (told.isEmpty ? "" : ", with \(told)"))
    }
}
