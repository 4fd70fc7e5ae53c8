/// Who takes part in a call, in the eyes of the fold.
///
/// The same user counts as two where some events arrived while they were no member of the service: those move the call on,
/// but not what the user sees.
struct Party: Hashable {
    let user: String
    /// Whether the user was a member when the event arrived, and has not left since.
    let isMember: Bool
}
