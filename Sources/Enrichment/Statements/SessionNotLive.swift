/// There is no such live session, or not for who asks.
public struct SessionNotLive: Error, Hashable, Sendable {}
