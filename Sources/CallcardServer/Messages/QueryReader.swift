internal import Application
internal import CallModel
internal import Hummingbird

/// Reads the parameters of a URL's query and collects what is wrong with them, so that all of it is told at once.
struct QueryReader {
    private let request: Request
    private(set) var faults: [Refusal.Fault] = []

    /// - Parameter known: The parameters that the contract has; others are faults.
    init(_ request: Request, known: [String]) {
        self.request = request
        let isStrange = request.uri.queryParameters.contains { parameter in !known.contains(String(parameter.key)) }
        if isStrange {
            self.faults.append(.init([], .unknownMember, "Known parameters: \(known.joined(separator: ", "))."))
        }
    }

    /// A text, decoded; `nil` where the parameter is absent.
    func text(_ name: String) -> String? {
        self.request.uri.queryParameters[name[...]].map(String.init)
    }

    /// All texts of a parameter that may come several times, decoded.
    mutating func texts(_ name: String, atMost limit: Int) -> [String] {
        let texts = self.request.uri.queryParameters[values: name[...]].map(String.init)
        return texts.count <= limit ? texts : self.wrong(name, "may come at most \(limit) times") ?? []
    }

    /// A date and time as RFC 3339 has it; `nil` where the parameter is absent or wrong.
    mutating func time(_ name: String) -> WallTime? {
        guard let text = self.text(name) else { return nil }
        return WallTime(rfc3339: text) ?? self.wrong(name, "must be a date and time as RFC 3339 has it")
    }

    /// `true` or `false`; `nil` where the parameter is absent or wrong.
    mutating func bool(_ name: String) -> Bool? {
        guard let text = self.text(name) else { return nil }
        return Bool(text) ?? self.wrong(name, "must be true or false")
    }

    /// Notes that a parameter can't be used.
    mutating func wrong<Value>(_ name: String, _ what: String) -> Value? {
        self.faults.append(.init([name], .invalidValue, "\(name) \(what)."))
        return nil
    }

    /// A whole number; `nil` where the parameter is absent or wrong.
    mutating func int(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = self.request.uri.queryParameters[name[...]] else { return nil }
        if let number = Int(text), range.contains(number) { return number }
        return self.wrong(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }

    /// Throws all faults so far as one problem.
    func finish() throws(Problem) {
        if !self.faults.isEmpty { throw Refusal(faults: self.faults).problem }
    }
}
