/// What a task is made of. Calls are all there is.
public enum Modality: String, Hashable, Sendable, CaseIterable {
    case audio = "Audio"
}
