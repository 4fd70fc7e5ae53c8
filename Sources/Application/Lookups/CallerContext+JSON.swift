package import CallModel
package import StrictJSON

extension CallerContext {
    /// The answer to a lookup, as the contract writes it; absent members are left out.
    package func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: 1_024)
        writer.object { self.write(.all, to: &$0) }
        return writer.bytes
    }

    /// The parts of a context that are shown, by the widgets of its service.
    package struct Parts: Hashable, Sendable {
        /// The caller, with the matches and where each field is from.
        let hasCaller: Bool
        /// The context URLs.
        let hasLinks: Bool

        /// The whole context.
        package static let all = Parts(hasCaller: true, hasLinks: true)
        /// Neither the caller nor links.
        package static let least = Parts(hasCaller: false, hasLinks: false)

        private init(hasCaller: Bool, hasLinks: Bool) {
            self.hasCaller = hasCaller
            self.hasLinks = hasLinks
        }

        /// The parts that a service's widgets show.
        package init(_ widgets: ServiceSettings.Widgets) {
            self.init(hasCaller: widgets.callerInformation, hasLinks: widgets.context)
        }
    }

    /// Writes a context's members into an object that is open.
    package func write(_ parts: Parts, to writer: inout JSONWriter) {
        writer.member("status", self.status.rawValue)
        if self.isAmbiguous { writer.member("ambiguous", true) }
        writer.member("complete", self.isComplete)
        writer.member("revision", self.revision)
        if let expiresAt { writer.member("expiresAt", expiresAt.description) }
        self.number.write(to: &writer)
        if let caller, parts.hasCaller {
            writer.object("caller") { caller.writeAnswer(to: &$0) }
            writer.object("sources") { writer in
                for source in self.sources { writer.member(source.field, source.connector.value) }
            }
        }
        if parts.hasCaller {
            writer.array("matches") { writer in
                for match in self.matches { match.write(to: &writer) }
            }
        }
        if parts.hasLinks {
            writer.array("contexts") { writer in
                for link in self.links { link.write(to: &writer) }
            }
        }
        writer.object("parameters") { writer in
            for parameter in self.parameters { writer.member(parameter.name, parameter.value) }
        }
        writer.array("preferredUsers") { writer in
            for user in self.preferredUsers {
                writer.object { writer in
                    writer.member("upn", user.upn)
                    writer.member("priority", user.priority)
                }
            }
        }
        writer.array("connectors") { writer in
            for report in self.connectors { report.write(to: &writer) }
        }
        if let trace {
            writer.array("trace") { writer in
                for step in trace { step.write(to: &writer) }
            }
        }
    }
}

extension CallerNumber {
    /// Writes the member `number`; nothing for a withheld one.
    fileprivate func write(to writer: inout JSONWriter) {
        switch self {
        case .withheld: break
        case .short(let digits): writer.object("number") { $0.member("dial", digits) }
        case .full(let number):
            writer.object("number") { writer in
                writer.member("e164", number.e164)
                writer.member("international", number.international)
                writer.member("national", number.national)
                writer.member("region", number.region?.code)
                writer.member("location", number.location)
                writer.member("type", number.type.rawValue)
                writer.member("valid", number.isValid)
                writer.member("ext", number.ext)
            }
        }
    }
}

extension Caller {
    /// Writes the caller as answers show it: its fields, and custom fields a second time as an object, for readers that can't search a
    /// list. Their names are unique, so none stands there twice.
    fileprivate func writeAnswer(to writer: inout JSONWriter) {
        self.writeMembers(to: &writer)
        guard !self.customFields.isEmpty else { return }
        writer.object("customFieldsByName") { writer in
            for entry in self.customFields { writer.member(entry.name, entry.value) }
        }
    }

    /// Writes the caller's fields, those that a flow may post back, as members of an object that is open.
    func writeMembers(to writer: inout JSONWriter) {
        for (field, value) in self.fields { writer.member(field.name, value) }
        Self.write(self.telNumbers, as: "telNumbers", to: &writer)
        Self.write(self.customFields, as: "customFields", to: &writer)
    }

    private static func write(_ list: [NamedValue], as name: String, to writer: inout JSONWriter) {
        guard !list.isEmpty else { return }
        writer.array(name) { writer in
            for entry in list {
                writer.object { writer in
                    writer.member("name", entry.name)
                    writer.member("value", entry.value)
                }
            }
        }
    }
}

extension Match {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("connector", self.connector.value)
            writer.member("grade", self.grade.rawValue)
            writer.object("caller") { self.caller.writeAnswer(to: &$0) }
        }
    }
}

extension ContextLink {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("name", self.name)
            writer.member("url", self.url)
            writer.member("opens", self.opens.rawValue)
            writer.member("on", self.on.rawValue)
        }
    }
}

extension ConnectorReport {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", self.id.value)
            writer.member("outcome", self.outcome.rawValue)
            writer.member("elapsedMs", self.elapsed.shownMilliseconds)
            writer.member("cached", self.isCached)
            if self.isStale { writer.member("stale", true) }
        }
    }
}

extension TraceStep {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("kind", self.kind.rawValue)
            writer.member("atMs", self.at.shownMilliseconds)
            if let elapsed { writer.member("elapsedMs", elapsed.shownMilliseconds) }
            writer.member("connector", self.connector?.value)
            writer.member("field", self.field)
            if !self.candidates.isEmpty {
                writer.array("candidates") { writer in
                    for candidate in self.candidates { writer.value(candidate.value) }
                }
            }
            writer.member("reason", self.reason)
        }
    }
}

extension Duration {
    /// Milliseconds to the hundredth, as answers show them.
    package var shownMilliseconds: Double { Double(self.nanoseconds / 10_000) / 100 }
}
