import CallModel
import Testing

@testable import Sessions

@Suite("S4 Which services users have switched off")
struct InactiveServicesTests {
    private let support = ServiceSettings(id: "support", displayName: "Support", members: [anna, ben])

    @Test("A member who never switched is active, also one who is added later")
    func newMembers() {
        var settings = self.support
        settings.members.append(cleo)
        #expect(InactiveServices().team(of: settings) == Team(members: [anna, ben, cleo], active: [anna, ben, cleo]))
        #expect(InactiveServices([ben: ["support"]]).team(of: settings).active == [anna, cleo])
    }

    @Test("A switch is of one service; another one is not looked at", arguments: [("support", [anna]), ("sales", [anna, ben])])
    func oneService(service: String, active: [String]) {
        let team = InactiveServices([ben: [service]]).team(of: self.support)
        #expect(team.active == Set(active) && team.members == [anna, ben])
    }

    @Test("Who is no member is not active, switched or not")
    func strangers() {
        #expect(InactiveServices([eve: ["sales"]]).team(of: self.support).active == [anna, ben])
    }

    @Test("What is set takes the place of what was before, and nothing left is nothing kept")
    func setting() {
        var switches = InactiveServices([ben: ["support", "sales"]])
        switches.set(["sales"], of: ben)
        #expect(switches.services(of: ben) == ["sales"] && switches.services(of: anna).isEmpty)
        switches.set([], of: ben)
        #expect(switches == InactiveServices())
    }
}
