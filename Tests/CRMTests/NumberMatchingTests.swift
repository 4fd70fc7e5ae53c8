import CRM
import CallModel
import ConnectorHTTP
import ConnectorTestSupport
import Testing

@Suite("A28 Verified match: a record counts only if one of its numbers is the caller's")
struct NumberMatchingTests {
    /// - Parameters:
    ///   - region: The connector's own.
    ///   - lookup: The lookup's region.
    private func grade(
        _ numbers: String, of number: String, region: String? = "DE", lookup: String? = nil
    ) async throws -> (grade: Grade?, events: [ConnectorEvent]) {
        let events = CRMTestEvents()
        let transport = CRMTestTransport(body: #"{"people": [{"id": 1, "name": "Anna", "numbers": \#(numbers)}]}"#)
        let connector = try CRMSample.connector(transport, region: region, events: events)
        return (try await CRMSample.ask(connector, number, region: lookup).get().first?.grade, events.all)
    }

    @Test(
        "exact: the same number, country and all",
        arguments: ["+49 30 23125123", "0049 (30) 23125-123", "+493023125123", "030/23125123", "030 23125 123"])
    func exact(text: String) async throws {
        #expect(try await self.grade("[\"\(text)\"]", of: "+493023125123").grade == .exact)
    }

    @Test(
        "Without a region of the connector's own, national writings are read in the lookup's",
        arguments: [
            ("020 7946 0123", "+442079460123", "GB", Grade?.some(.exact)), ("020 7946 0123", "+442079460123", "DE", .national),
            ("030 23125123", "+493023125123", "DE", .exact), ("030 23125123", "+493023125123", "GB", .national),
            ("79460123", "+442079460123", "GB", .short), ("79460123", "+442079460123", "DE", nil),
        ])
    func regionOfTheLookup(text: String, number: String, lookup: String, grade: Grade?) async throws {
        #expect(try await self.grade("[\"\(text)\"]", of: number, region: nil, lookup: lookup).grade == grade)
    }

    @Test("The connector's own region counts in every lookup")
    func ownRegion() async throws {
        #expect(try await self.grade("[\"030 23125123\"]", of: "+493023125123", region: "DE", lookup: "GB").grade == .exact)
        #expect(try await self.grade("[\"020 7946 0123\"]", of: "+442079460123", region: "DE", lookup: "GB").grade == .national)
        let transport = CRMTestTransport(body: "{}")
        let unverified = CRMSample.manifest.replacing("numbers: .numbers", with: "")
        // As the enricher sees them.
        let connectors: [any Connector] = [
            try CRMSample.connector(transport, region: "DE"), try CRMSample.connector(transport, region: nil),
            try CRMSample.connector(transport, manifest: unverified, region: nil),
        ]
        #expect(connectors.map(\.dependsOnRegion) == [false, true, false])
    }

    @Test("national: the country is not written and not known to differ")
    func national() async throws {
        #expect(try await self.grade("[\"020 7946 0123\"]", of: "+442079460123").grade == .national)
        #expect(try await self.grade("[\"030 23125123\"]", of: "+493023125123", region: nil).grade == .national)
        #expect(try await self.grade("[\"493023125123\"]", of: "+493023125123", region: "US").grade == .national)
        #expect(try await self.grade("[493023125123]", of: "+493023125123", region: "US").grade == .national)
    }

    @Test(
        "national: the other form of the caller's line",
        arguments: [
            ("+54 11 2345-6789", "+5491123456789", "DE"), ("011 2345-6789", "+5491123456789", "AR"),
            ("+54 9 11 2345-6789", "+541123456789", "DE"), ("(11) 9876-5432", "+5511998765432", "BR"),
            ("+55 11 99876-5432", "+551198765432", "DE"), ("+39 0549 882555", "+3780549882555", "DE"),
            ("+378 0549 882555", "+390549882555", "IT"),
        ])
    func otherForm(text: String, number: String, region: String) async throws {
        #expect(try await self.grade("[\"\(text)\"]", of: number, region: region).grade == .national)
    }

    @Test("short: the last 7 or more digits, in the same region")
    func short() async throws {
        #expect(try await self.grade("[\"23125123\"]", of: "+493023125123").grade == .short)
        #expect(try await self.grade("[\"3125123\"]", of: "+493023125123").grade == .short)
        #expect(try await self.grade("[\"125123\"]", of: "+493023125123").grade == nil)
        #expect(try await self.grade("[\"79460123\"]", of: "+442079460123", region: "DE").grade == nil)
        #expect(try await self.grade("[\"79460123\"]", of: "+442079460123", region: "GB").grade == .short)
    }

    @Test("The best of several numbers decides")
    func best() async throws {
        #expect(
            try await self.grade("[\"23125123\", null, \"\", \"+49 30 23125123\", \"+1 202 555 0123\"]", of: "+493023125123")
                .grade == .exact)
    }

    @Test(
        "A text that holds several numbers belongs to each of them",
        arguments: [
            ("+49 30 23125124 / +49 30 23125123", Grade.exact), ("030 23125124 / 030 23125123", .exact),
            ("+44 20 7946 0123 / 030 23125123", .exact), ("Büro / +49 30 23125123", .exact),
        ])
    func several(text: String, grade: Grade) async throws {
        #expect(try await self.grade("[\"\(text)\"]", of: "+493023125123").grade == grade)
    }

    @Test(
        "Another number is dropped and counted",
        arguments: [
            "[\"+49 30 23125124\"]", "[\"+1 202 555 0123\"]", "[\"089 23125123\"]", "[]", "[null]", "[\"\"]", "[\"anonymous\"]",
            "[\"%\"]", "[\"*\"]",
            "[\"888\"]", "[\"+49 30 231251234\"]", "[\"+49 30 23125124 / +49 30 23125125\"]", "[\"49 30 23125123 or so\"]",
        ])
    func dropped(numbers: String) async throws {
        let (grade, events) = try await self.grade(numbers, of: "+493023125123")
        #expect(grade == nil)
        #expect(events == [.mismatched(1)])
    }

    @Test(
        "A number that is no text in a list is badPayload",
        arguments: ["\"+493023125123\"", "[[\"+493023125123\"]]", "[true]", "[{}]", "null"])
    func wrongType(numbers: String) async throws {
        let events = CRMTestEvents()
        let transport = CRMTestTransport(body: #"{"people": [{"numbers": \#(numbers)}]}"#)
        let answer = try await CRMSample.ask(try CRMSample.connector(transport, events: events))
        #expect(answer.ending == .badPayload)
        #expect(events.all == [.unusable(part: "numbers")])
    }

    @Test("A manifest without numbers gives unverified")
    func unverified() async throws {
        let text = CRMSample.manifest.replacing("numbers: .numbers", with: "")
        let transport = CRMTestTransport(body: #"{"people": [{"name": "Anna"}]}"#)
        #expect(try await CRMSample.ask(try CRMSample.connector(transport, manifest: text)).get().map(\.grade) == [.unverified])
    }
}
