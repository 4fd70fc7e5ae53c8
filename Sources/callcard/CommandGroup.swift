import ArgumentParser

/// A command that is nothing without the name of one of its own: it says so, since whoever starts it without one, mostly a script,
/// must not take that for success.
protocol CommandGroup: AsyncParsableCommand {}

extension CommandGroup {
    func run() async throws {
        let names = Self.configuration.subcommands.map { $0._commandName }
        let others = names.dropLast().joined(separator: ", ")
        throw ValidationError("say what to do: \(others.isEmpty ? "" : others + " or ")\(names.last ?? "")")
    }
}
