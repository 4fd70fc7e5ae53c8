import CallModel
import HTTPTypes
import SessionTestSupport
import TestSupport

/// Calls of service support, as its switchboard reports them.
extension ServerBench {
    /// The number of the one contact.
    static let known = "+493023125123"
    /// A number of nobody.
    static let unknown = "+442079460123"

    /// Posts an event of an inbound call, by default of session `c-1`, with an id made of its type.
    ///
    /// - Parameter number: The caller's.
    @discardableResult
    func post(
        _ type: EventType, by user: String? = nil, number: String? = nil, session: String = "c-1", id: String? = nil
    ) async throws -> Answer {
        let user = user.map { #","user":"\#($0)""# } ?? ""
        let caller = number.map { #","caller":{"number":"\#($0)"}"# } ?? ""
        let members = #""type":"\#(type.rawValue)","direction":"inbound","service":"support""#
        return try await self.send(
            .post, "/v1/sessions/\(session)/events", as: .switchboard,
            #"{"id":"\#(id ?? "e-" + type.rawValue)",\#(members)\#(user)\#(caller)}"#)
    }

    /// Anna takes a call that waited for two seconds.
    func takeCall(from number: String = ServerBench.known, session: String = "c-1") async throws {
        try await self.post(.queued, number: number, session: session)
        self.time.advance(by: .seconds(2))
        try await self.post(.accepted, by: anna, session: session)
    }
}
