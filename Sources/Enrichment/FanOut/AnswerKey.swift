internal import CallModel

/// What is asked of whom.
struct AnswerKey: Hashable {
    let connector: ConnectorID
    let number: NumberKey
}
