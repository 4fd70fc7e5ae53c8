import ArgumentParser
import CallModel
import ContextTemplates
import Foundation
import StrictJSON

struct TemplateCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "template", abstract: "Try templates of context URLs.", subcommands: [Expand.self, Lint.self])

    struct Expand: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Expand a URI template as RFC 6570 says.",
            discussion: "Pure RFC 6570, level 4; $(Group.Field) stays as it is. Exit status 65 for a malformed template.")

        @Option(name: .long, help: "A JSON file of variables: texts, numbers, lists and objects of them.")
        var vars: String?

        @Argument(help: "The template.")
        var template: String

        func run() throws {
            let values = try self.vars.map(TemplateVariables.init(file:)) ?? TemplateVariables()
            do throws(TemplateError) {
                print(try URITemplate(self.template).expand { values[$0] })
            } catch {
                Terminal.error("\(error)")
                throw ExitCode.dataError
            }
        }
    }

    struct Lint: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell what is wrong or weak with a context URL template.",
            discussion: "Exit status 65 where no link could be made from it.")

        @Option(name: .customLong("parameter"), help: "A parameter that the service declares; may be repeated.")
        var parameters: [String] = []

        @Option(name: .customLong("scheme"), help: "A scheme that the configuration allows beside https; may be repeated.")
        var schemes: [String] = []

        @Argument(help: "The template.")
        var template: String

        func run() throws {
            var allowed = URLSchemes()
            do throws(URLSchemes.Refusal) {
                for scheme in self.schemes { try allowed.allow(scheme) }
            } catch {
                throw ValidationError("a scheme can't be allowed: it is no scheme, or could run code in the agent's browser")
            }
            let problems = ContextURLTemplate(self.template, parameters: self.parameters, schemes: allowed).problems
            for problem in problems {
                print(self.template)
                print(
                    String(repeating: " ", count: problem.at)
                        + "^ \(problem.severity.rawValue): \(problem.message) [\(problem.code.rawValue)]")
            }
            if problems.contains(where: { $0.severity == .error }) { throw ExitCode.dataError }
            if problems.isEmpty { print("the template is good") }
        }
    }
}

/// Variables of a template out of a JSON file.
private struct TemplateVariables {
    private let values: JSONObject

    init() {
        self.values = JSONObject()
    }

    init(file: String) throws {
        // Also a pipe, as in --vars <(…).
        guard let handle = FileHandle(forReadingAtPath: file), let data = try? handle.readToEnd() else {
            Terminal.error("there is no file \(file), or it can't be read")
            throw ExitCode.noInput
        }
        guard let object = try? StrictJSON.parse(Array(data)).objectValue else {
            Terminal.error("\(file) must hold one JSON object")
            throw ExitCode.dataError
        }
        self.values = object
    }

    /// `nil` for null and for what is not there: undefined, in the RFC's word.
    subscript(name: String) -> TemplateValue? {
        switch self.values[name] {
        case .array(let elements)?: .list(elements.compactMap(\.text))
        case .object(let object)?:
            .map(object.members.compactMap { member in member.value.text.map { NamedValue(name: member.name, value: $0) } })
        case let value?: value.text.map(TemplateValue.text)
        case nil: nil
        }
    }
}

extension JSONValue {
    fileprivate var text: String? {
        switch self {
        case .string(let text): text
        case .number(let literal): literal
        case .bool(let bool): bool ? "true" : "false"
        case .null, .array, .object: nil
        }
    }
}
