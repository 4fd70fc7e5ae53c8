/// What links are made for; it decides which variables there are.
public enum TemplatePurpose: Hashable, Sendable {
    /// A system of the team's own.
    case context
    /// A map of the caller's place: all variables of contexts, and `Place.*`.
    case map
}
