internal import CallModel
internal import StrictJSON

extension ServiceSettings {
    /// The contract's settings shape; the id is in the URL.
    func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: 1_024)
        writer.object { writer in
            writer.member("displayName", self.displayName)
            writer.member("upn", self.upn)
            writer.member("telNumber", self.telNumber)
            writer.member("region", self.region?.code)
            writer.texts("owners", self.owners)
            writer.texts("members", self.members)
            writer.object("licence") { $0.member("enterpriseRouting", self.licence.enterpriseRouting) }
            self.widgets.write(to: &writer)
            writer.array("contexts") { writer in
                for context in self.contexts { context.write(to: &writer) }
            }
            writer.array("parameters") { writer in
                for parameter in self.parameters {
                    writer.object { writer in
                        writer.member("name", parameter.name)
                        writer.member("default", parameter.default)
                    }
                }
            }
            writer.object("codes") { writer in
                writer.codes("primary", self.codes.primary)
                writer.codes("secondary", self.codes.secondary)
            }
            writer.texts("connectors", self.connectors.map(\.value))
            writer.member("retentionMs", Int(self.retention.nanoseconds / 1_000_000))
            writer.member("tagRecall", self.tagRecall)
            writer.object("map") { writer in
                writer.member("template", self.map.template)
                writer.member("auto", self.map.auto)
            }
        }
        return writer.bytes
    }
}

extension ServiceSettings.Widgets {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object("widgets") { writer in
            writer.member("callerInformation", self.callerInformation)
            writer.member("status", self.status)
            writer.member("context", self.context)
            writer.member("map", self.map)
            writer.member("codes", self.codes)
            writer.member("tags", self.tags)
        }
    }
}

extension ServiceSettings.ContextTemplate {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("name", self.name)
            writer.member("template", self.template)
            writer.texts("required", self.required)
            writer.member("opens", self.opens.rawValue)
            writer.member("on", self.on.rawValue)
        }
    }
}

extension JSONWriter {
    /// A list of codes, as settings and entries show it.
    mutating func codes(_ name: String, _ codes: [ServiceSettings.Code]) {
        self.array(name) { writer in
            for code in codes {
                writer.object { writer in
                    writer.member("id", code.id)
                    writer.member("name", code.name)
                }
            }
        }
    }
}
