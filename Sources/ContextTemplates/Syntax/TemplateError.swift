/// Why a text is no template, or can't be expanded with the values given. Holds no value.
public struct TemplateError: Error, Hashable, Sendable {
    /// Where, in Unicode code points from the template's start, from 0.
    public let at: Int
    public let code: TemplateProblem.Code

    public init(at: Int, code: TemplateProblem.Code) {
        self.at = at
        self.code = code
    }
}

extension TemplateError: CustomStringConvertible {
    public var description: String { "character \(self.at): \(TemplateMessages.text(for: self.code))" }
}
