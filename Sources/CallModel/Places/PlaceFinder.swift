/// Knows where internet addresses are.
public protocol PlaceFinder: Sendable {
    /// Where an address is supposed to be; `nil` where nothing is known of it. Returns at once, asks nobody.
    func place(of address: IPAddress) -> Place?
}
