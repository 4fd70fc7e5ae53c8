import ApplicationTestSupport
import CallModel
import Enrichment
import SessionTestSupport
import SettingsFields
import StrictJSON
import Testing

@testable import Application

@Suite("Settings, services and connectors: who may know and change what")
struct SettingsEditorTests {
    private let bench = Bench()

    private func replace(_ document: JSONObject, by principal: Principal = Bench.owner, isExpected: Bool = true) async -> Refusal?
    {
        do throws(Refusal) {
            _ = try await self.bench.useCases.settings.replace("support", with: document, by: principal) { _ in isExpected }
            return nil
        } catch {
            return error
        }
    }

    @Test("Owners and operators change settings under their own names")
    func change() async {
        let document: JSONObject = ["displayName": .string("Help"), "owners": .array([.string("olga@example.com")])]
        #expect(await self.replace(document) == nil)
        #expect(await self.replace(document, by: Bench.administrator) == nil)
        #expect(self.bench.updater.changedBy == ["olga@example.com", "ops"])
    }

    @Test("Members may read settings only")
    func members() async throws {
        #expect(try self.bench.useCases.settings.settings(of: "support", for: Bench.agent).filled.displayName == "Support")
        #expect(await self.replace(["displayName": .string("Help")], by: Bench.agent)?.code == .forbidden)
    }

    @Test("Settings that have changed meanwhile are not replaced")
    func changed() async {
        let document: JSONObject = ["displayName": .string("Help"), "owners": .array([.string("olga@example.com")])]
        #expect(await self.replace(document, isExpected: false)?.code == .settingsChanged)
    }

    @Test("All that is wrong has its member; an unknown member is named where it can be no person")
    func faults() async {
        let refusal = await self.replace(["displayName": .string("Help"), "colour": .bool(true), "Anna Meier": .bool(true)])
        #expect(refusal?.faults.contains { $0.member == ["colour"] && $0.code == .unknownMember } == true)
        #expect(refusal?.faults.contains { $0.member.isEmpty && $0.code == .unknownMember } == true)
        #expect(refusal?.faults.contains { $0.member == ["owners"] && $0.code == .invalidValue } == true)
    }

    @Test("A service that is nobody's business is unknown")
    func strangers() {
        let stranger = Principal(id: "x", role: .agent, services: .all, user: "x@example.com")
        #expect(throws: Refusal.serviceNotFound) {
            try self.bench.useCases.settings.settings(of: "support", for: stranger)
        }
        #expect(self.bench.useCases.directory.services(knownTo: stranger).isEmpty)
    }

    @Test("Services are listed as the user sees them, and switched off by leaving them out")
    func services() async throws {
        let access = try UserAccess(Bench.agent, named: "me")
        #expect(self.bench.useCases.directory.activeServices(of: access) == ["support"])
        try await self.bench.useCases.directory.activate([], for: access)
        let entries = self.bench.useCases.directory.services(knownTo: Bench.agent)
        #expect(entries.map(\.id) == ["support"] && entries.allSatisfy { $0.isMember && !$0.isActive && !$0.isOwner })
        let code = await self.bench.refusal { () throws(Refusal) in
            try await self.bench.useCases.directory.activate(["sales"], for: access)
        }
        #expect(code == .serviceNotFound)
    }

    @Test("Flows are told of the services and members that their key reaches")
    func dropDowns() {
        #expect(self.bench.useCases.directory.contacts(for: Bench.flow) == ["support@example.com"])
        #expect(self.bench.useCases.directory.members(for: Bench.flow) == [anna, ben])
        #expect(self.bench.useCases.directory.connectors(for: Bench.administrator).map(\.id.value) == ["contacts"])
    }
}
