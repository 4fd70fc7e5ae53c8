import CallModel
import StrictJSON

/// What a flow is called with: the members of a trigger's post that are known before anything has happened.
enum FlowRequestBody {
    /// The body for one question.
    static func body(for number: PhoneNumber, _ question: Question, at now: WallTime) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.object { writer in
            writer.member("taskId", question.session)
            writer.member("callChainId", question.session)
            writer.member("event", "lookup")
            writer.member("modality", "Audio")
            writer.member("created", now.description)
            writer.member("callerTelNumber", number.e164)
            writer.member("isAnonymous", false)
            guard let service = question.service else { return }
            writer.member("serviceId", service.id)
            writer.member("serviceName", service.displayName)
            writer.member("serviceDisplayName", service.displayName)
            writer.member("serviceUPN", service.upn)
            writer.member("serviceTelNumber", service.telNumber)
        }
        return writer.bytes
    }
}
