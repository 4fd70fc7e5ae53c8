import CallModel
import JSONQuery
import TestSupport

extension JQCompiler {
    /// A compiler by the machine's clock.
    init(_ limits: JQLimits = JQLimits(), workers: Int = 2) {
        self.init(time: MachineTime(), limits: limits, workers: workers)
    }
}

extension JSONQuery {
    /// The results as texts.
    func results(
        on document: String, variables: [String: String] = [:], within deadline: Duration = .seconds(10)
    ) async throws(JSONQueryError) -> [String] {
        let results = try await self.run(
            on: Array(document.utf8), variables: variables.mapValues { Array($0.utf8) }, within: deadline)
        return results.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The error that a run ends with, `nil` for none.
    func error(on document: String, variables: [String: String] = [:], within deadline: Duration = .seconds(10)) async
        -> JSONQueryError?
    {
        do throws(JSONQueryError) {
            _ = try await self.results(on: document, variables: variables, within: deadline)
            return nil
        } catch {
            return error
        }
    }
}

/// Why a program is refused, `nil` if it isn't.
func refusal(of program: String) -> String? {
    do throws(JSONQueryError) {
        _ = try JQCompiler(workers: 1).compile(program, name: "caller")
        return nil
    } catch {
        guard case .invalidProgram(let reason, _) = error else { return "\(error)" }
        return reason
    }
}

extension JSONQueryError {
    /// Whether the program failed on its document.
    var isFailed: Bool {
        if case .failed = self { true } else { false }
    }
}
