/// What became of one user's entry, for their event stream.
public enum InteractionChange: Hashable, Sendable {
    /// It is new, or something in it is; the whole entry.
    case entry(Interaction)
    /// It is concluded now; the whole entry.
    case concluded(Interaction)
    /// It is gone: somebody else took the call, or the user left the team.
    case removed
}
