import CallModel
import Sessions
import Testing

@Suite("S7 S11 S59 S63 Conclusions")
struct ConclusionTests {
    private let taken = CallSession.inbound(Happening(.queued, 0), Happening(.accepted, 10, anna))

    private static func settings(
        licensed: Bool = true, codes: Bool = true, tags: Bool = true, primary: [String] = ["sale", "help"],
        secondary: [String] = []
    ) -> ServiceSettings {
        var settings = ServiceSettings(id: "support", displayName: "Support", licence: .init(enterpriseRouting: licensed))
        settings.widgets.codes = codes
        settings.widgets.tags = tags
        settings.codes.primary = primary.map { .init(id: $0, name: $0.uppercased()) }
        settings.codes.secondary = secondary.map { .init(id: $0, name: $0.uppercased()) }
        return settings
    }

    private func save(
        _ draft: ConclusionDraft, by user: String = anna, of session: CallSession? = nil, _ settings: ServiceSettings = settings()
    ) throws -> Result<Conclusion, ConclusionRefusal> {
        let entry = try #require((session ?? self.taken).interaction(of: user))
        return Result { () throws(ConclusionRefusal) in
            try ConclusionCheck.conclusion(
                from: draft, for: entry, settings: settings, at: .at(20), holdsNumber: { $0 == "030 23125 123" })
        }
    }

    private static let sale = ConclusionDraft(codes: CodeChoice(primary: "sale"), tags: ["callback"])

    @Test("S61 S63 Codes and tags are saved in one act, also during the call; the entry is then not open")
    func saved() throws {
        let conclusion = try self.save(Self.sale).get()
        #expect(conclusion.codes == CodeChoice(primary: "sale"))
        #expect(conclusion.tags == ["callback"])
        #expect(conclusion.outcome == .accepted)
        var session = self.taken
        let isFirst = session.conclude(conclusion, by: anna)
        #expect(isFirst)
        #expect(session.interaction(of: anna)?.isOpen == false)
        #expect(session.interaction(of: anna)?.updatedAt == .at(20))
        #expect(session.interaction(of: anna)?.state == .connected)
        let ended = session.after(Happening(.ended, 30))
        #expect(ended.interaction(of: anna)?.updatedAt == .at(30))
        #expect(ended.summary(of: anna) == EntrySummary(.past, .accepted, .connected))
    }

    @Test("S59 A second save is refused, also with the same body, and changes nothing")
    func savedTwice() throws {
        let session = try self.taken.concluded(by: anna, at: 15)
        #expect(try self.save(Self.sale, of: session) == .failure(.alreadyConcluded))
        #expect(try self.save(Self.sale, of: session, Self.settings(licensed: false)) == .failure(.alreadyConcluded))
        var again = session
        let isFirst = try again.conclude(self.save(Self.sale).get(), by: anna)
        #expect(!isFirst)
        #expect(again == session)
    }

    @Test("S7 S57 Only who took part can conclude")
    func notOpen() throws {
        let refused = CallSession.inbound(Happening(.queued, 0), Happening(.offered, 3, anna), Happening(.declined, 9, anna))
        #expect(try self.save(Self.sale, of: refused) == .failure(.notOpen))
        #expect(try self.save(Self.sale, by: ben, of: refused) == .failure(.notOpen))
        let dialling = CallSession.outbound(Happening(.dialing, 0, anna))
        #expect(try self.save(Self.sale, of: dialling) == .failure(.notOpen))
        #expect(throws: Never.self) { try self.save(Self.sale, of: dialling.after(Happening(.ended, 9))).get() }
    }

    @Test("S34 S40 S60 Switched off or unlicensed: refused, and the entry stays open")
    func disabled() throws {
        for settings in [Self.settings(licensed: false), Self.settings(codes: false, tags: false)] {
            #expect(try self.save(Self.sale, self.taken, settings) == .failure(.codesDisabled))
        }
        #expect(self.taken.interaction(of: anna)?.isOpen == true)
    }

    private func save(_ draft: ConclusionDraft, _ session: CallSession, _ settings: ServiceSettings) throws -> Result<
        Conclusion, ConclusionRefusal
    > {
        try self.save(draft, of: session, settings)
    }

    @Test("S39 A code from each list that is not empty is required")
    func codeRequired() throws {
        let none = ConclusionDraft()
        let settings = Self.settings(secondary: ["new", "old"])
        #expect(
            try self.save(none, self.taken, settings)
                == .failure(.faults([.codeRequired(.primaryCode), .codeRequired(.secondaryCode)])))
        #expect(try self.save(Self.sale, self.taken, settings) == .failure(.faults([.codeRequired(.secondaryCode)])))
        let both = ConclusionDraft(codes: CodeChoice(primary: "help", secondary: "old"))
        #expect(try self.save(both, self.taken, settings).get().codes == both.codes)
        #expect(try self.save(none, self.taken, Self.settings(primary: [])).get().tags.isEmpty)
        #expect(try self.save(none, self.taken, Self.settings(codes: false)).get().codes == CodeChoice())
    }

    @Test("S35 A code that is not in its list is unknown, also where the list is empty")
    func unknownCode() throws {
        let wrong = ConclusionDraft(codes: CodeChoice(primary: "new", secondary: "sale"))
        #expect(try self.save(wrong) == .failure(.faults([.unknownCode(.primaryCode), .unknownCode(.secondaryCode)])))
    }

    @Test("A part whose widget is off is refused; no tags are no part")
    func partOff() throws {
        #expect(try self.save(Self.sale, self.taken, Self.settings(tags: false)) == .failure(.faults([.tagsOff])))
        #expect(try self.save(Self.sale, self.taken, Self.settings(codes: false)) == .failure(.faults([.codesOff(.primaryCode)])))
        let codesOnly = ConclusionDraft(codes: CodeChoice(primary: "sale"))
        #expect(try self.save(codesOnly, self.taken, Self.settings(tags: false)).get().tags.isEmpty)
    }

    @Test("S41 Repeated tags are dropped, twenty are the most, and each bad one is named")
    func tags() throws {
        func draft(_ tags: [String]) -> ConclusionDraft { ConclusionDraft(codes: CodeChoice(primary: "sale"), tags: tags) }
        #expect(
            try self.save(draft(["VIP", " vip", "Straße", "STRASSE", "résumé", "resume"])).get().tags == [
                "VIP", "Straße", "résumé", "resume",
            ])
        let twenty = (1...20).map { "tag \($0)" }
        #expect(try self.save(draft(twenty + ["TAG 7"])).get().tags == twenty)
        #expect(try self.save(draft(twenty + ["tag 21"])) == .failure(.faults([.tooManyTags])))
        let bad = try self.save(draft(["ok", "", "030 23125 123", "a@b"]))
        #expect(bad == .failure(.faults([.tag(1, .length), .tag(2, .number), .tag(3, .address)])))
    }

    @Test("After a conclusion the outcome stays; state and timers follow the events")
    func outcomeStays() throws {
        let busy = CallSession.outbound(Happening(.dialing, 0, anna), Happening(.ended, 60, reason: "busy"))
        let session = try busy.concluded(by: anna, at: 70).after(Happening(.accepted, 5))
        #expect(session.summary(of: anna) == EntrySummary(.past, .notAccepted, .connected))
        #expect(session.interaction(of: anna)?.reason == "busy")
        #expect(session.timers(of: anna)?.connected == .from(5, to: 60))
    }

    @Test("What was concluded stays in the list when an earlier end turns up; the others' entries follow the events")
    func earlierEnd() throws {
        let session = try self.taken.concluded(by: anna, at: 20).after(Happening(.ended, 5))
        #expect(session.interaction(of: anna)?.outcome == .accepted)
        #expect(session.interaction(of: anna)?.state == .past)
        #expect(session.summary(of: ben) == EntrySummary(.past, .abandoned, .queue))
        let alone = try CallSession.inbound(Happening(.accepted, 10, dora)).concluded(by: dora, at: 20).after(
            Happening(.ended, 5))
        #expect(alone.summary(of: dora) == EntrySummary(.past, .accepted, .ring))
    }
}
