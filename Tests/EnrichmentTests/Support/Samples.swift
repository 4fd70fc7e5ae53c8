import CallModel
import Enrichment

extension CallerNumber {
    /// A number reserved for fiction: +49 30 23125 and three digits.
    static func sample(_ last: Int = 123) -> CallerNumber {
        let digits = String(1_000 + last).dropFirst()
        return .full(
            PhoneNumber(
                e164: "+493023125\(digits)", international: "+49 30 23125\(digits)", national: "030 23125\(digits)",
                countryCode: 49,
                region: Region("DE"), type: .fixedLine))
    }
}

extension Caller {
    init(_ fields: KeyValuePairs<CallerField, String>, custom: KeyValuePairs<String, String> = [:]) {
        self.init()
        for (field, value) in fields { self[field] = value }
        for (name, value) in custom { self.addCustomField(name: name, value: value) }
    }
}

extension Finding {
    static func exact(_ fields: KeyValuePairs<CallerField, String>, custom: KeyValuePairs<String, String> = [:]) -> Finding {
        Finding(grade: .exact, caller: Caller(fields, custom: custom))
    }
}

/// Hands what it hears of sessions and their contexts to closures.
struct RecordingObserver: SessionContextObserver {
    /// Called with the id of a session that was named for the first time.
    var onKnown: @Sendable (String) -> Void = { _ in }
    /// Called with the id of a session whose context has a new revision.
    var onRevision: @Sendable (String) -> Void = { _ in }

    func sessionBecameKnown(_ session: String) { self.onKnown(session) }
    func contextRevised(of session: String) { self.onRevision(session) }
}
