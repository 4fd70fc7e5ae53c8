import CallModel
import NIOCore
import NIOEmbedded
import Testing

@testable import CallcardServer

@Suite("X7 Room for connections")
struct ConnectionRoomTests {
    private func room(_ limit: Int, proxies: String...) -> ConnectionRoom {
        ConnectionRoom(limit: limit, peers: PeerRule(proxies: proxies.compactMap(AddressBlock.init(parsing:))))
    }

    private func channel(from address: String = "192.0.2.7") throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        try channel.connect(to: SocketAddress(ipAddress: address, port: 4_711)).wait()
        return channel
    }

    @Test("Strangers have half; their own connections that are idle go first, those with a request under way don't")
    func strangers() throws {
        let room = self.room(8)
        let channels = try (0..<4).map { _ in try self.channel() }
        let connections = channels.compactMap(room.enter)
        #expect(connections.count == 4 && room.count == 4)
        connections[0].note(isBusy: true)
        let next1 = try self.channel()
        #expect(room.enter(next1) != nil)
        #expect(channels.map(\.isActive) == [true, false, true, true])
        #expect(room.count == 4)
        // Another address takes from the one with most.
        let next2 = try self.channel(from: "192.0.2.8")
        #expect(room.enter(next2) != nil)
        #expect(channels.map(\.isActive) == [true, false, false, true])
    }

    @Test("Whoever has signed in makes room for strangers, and is not closed for them")
    func signedIn() throws {
        let room = self.room(8)
        let known = try self.channel()
        #expect(room.enter(known) != nil)
        room.signedIn("key", on: known)
        let strangers = try (0..<20).map { _ in try self.channel() }
        let places = strangers.compactMap(room.enter)
        #expect(places.count == 20)
        #expect(known.isActive && strangers.count(where: \.isActive) == 4 && room.count == 5)
        // Its place is free once it is closed.
        try known.close().wait()
        known.embeddedEventLoop.run()
        #expect(room.count == 4)
    }

    @Test("One key has half at most: further ones stay among the strangers")
    func oneKey() throws {
        let room = self.room(8)
        for _ in 0..<20 {
            let channel = try self.channel()
            #expect(room.enter(channel) != nil)
            room.signedIn("greedy", on: channel)
        }
        let other = try self.channel()
        #expect(room.enter(other) != nil)
        room.signedIn("other", on: other)
        for _ in 0..<20 {
            let channel = try self.channel()
            _ = room.enter(channel)
            room.signedIn("greedy", on: channel)
        }
        #expect(other.isActive && room.count <= 8)
    }

    @Test("A proxy's connections count in all only, and none of them is closed for others")
    func proxies() throws {
        let room = self.room(8, proxies: "10.0.0.0/8")
        let channels = try (0..<8).map { _ in try self.channel(from: "10.0.0.1") }
        let places = channels.compactMap(room.enter)
        #expect(places.count == 8)
        let next3 = try self.channel()
        #expect(room.enter(next3) == nil)
        let next4 = try self.channel(from: "10.0.0.2")
        #expect(room.enter(next4) == nil)
        #expect(channels.count(where: \.isActive) == 8)
    }
}
