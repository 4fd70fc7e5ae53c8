package import CallModel
package import StrictJSON

// A member of the settings is a property with its default (CallModel/Services/ServiceSettings.swift) and a row here; all readers and
// writers, the checks of its shape and its part of the OpenAPI document follow from the row.

extension ServiceSettings {
    /// All members, in the order in which they are written; likewise below.
    static let fields = FieldTable(
        "ServiceSettings", new: ServiceSettings(id: "", displayName: "")
    ) {
        Field("displayName", \.displayName, .text, "What people call the service; its id where left out.")
        Field("upn", \.upn, .upn, "Its user principal name, in lower case.")
        Field("telNumber", \.telNumber, .text, "The number that callers dial.")
        Field(
            "region", \.region, .region,
            "Where national writings of its callers are read; the configuration's where left out.")
        Field(
            "owners", \.owners, .list(of: .upn, atLeast: 1, repeated: .dropped(by: \.self)),
            "UPNs, in lower case, of those who may change these settings: at least one, or left out by an operator.")
        Field(
            "members", \.members, .list(of: .upn, repeated: .dropped(by: \.self)),
            "UPNs, in lower case, of those who take its calls.")
        Field("licence", \.licence, .part(Licence.fields), "What the team has paid for.")
        Field("widgets", \.widgets, .part(Widgets.fields), "Which parts of an entry are shown.")
        Field("contexts", \.contexts, .list(of: .part(ContextTemplate.fields)), "Links for callers, in order.")
        Field(
            "parameters", \.parameters, .list(of: .part(Parameter.fields)), "What templates may use and flows may set.")
        Field("codes", \.codes, .part(Codes.fields), "What sessions may be concluded with.")
        Field(
            "connectors", \.connectors, .list(of: .connector, repeated: .refused(by: \.value, at: nil)),
            "Who is asked; the order decides between equal findings. Left out: all, also those that are added later.")
        Field(
            "retentionMs", \.retention, .milliseconds(in: 0...900_000), "How long caller data outlive the end of a session.")
        Field("tagRecall", \.tagRecall, .flag, "Whether a caller's earlier tags come back.")
        Field(
            "aliases", \.aliases, .aliases,
            "Users by the names that the team's switch has for them, such as extensions: what events may say in place of a UPN.")
        Field("map", \.map, .part(Map.fields), "How a caller's place is shown.")
    }

    /// The names of all members, in the order in which they are written.
    package static var memberNames: [String] { self.fields.names }
}

extension ServiceSettings.Licence {
    static let fields = FieldTable(
        "Licence", new: Self()
    ) {
        Field("enterpriseRouting", \.enterpriseRouting, .flag, "Gates codes and tags.")
    }
}

extension ServiceSettings.Widgets {
    static let fields = FieldTable(
        "Widgets", new: Self(), ServiceSettings.Widget.all.map { Field($0.name, $0.place, .flag, $0.about) })
}

extension ServiceSettings.ContextTemplate {
    static let fields = FieldTable(
        "ContextTemplate", new: Self(name: "", template: "")
    ) {
        Field("name", \.name, .text, isRequired: true, "What the link is called.")
        Field("template", \.template, .text, isRequired: true, "RFC 6570 level 4, or `$(Group.Field)`.")
        Field("required", \.required, .list(of: .text), "Variables without which there is no link.")
        Field("opens", \.opens, .word(named: "Opening"), "Where the link opens.")
        Field("on", \.on, .word(named: "Moment"), "When the link opens by itself.")
    }
}

extension ServiceSettings.Parameter {
    static let fields = FieldTable(
        "Parameter", new: Self(name: "")
    ) {
        Field("name", \.name, .text, isRequired: true, "`{Parameter.name}` in templates.")
        Field("default", \.default, .text, "What it is where nobody set it.")
    }
}

extension ServiceSettings.Codes {
    private static let list = FieldKind.list(
        of: .part(ServiceSettings.Code.fields), repeated: .refused(by: \.id, at: "id"))
    static let fields = FieldTable(
        "Codes", new: Self()
    ) {
        Field("primary", \.primary, Self.list, "In the owner's order.")
        Field("secondary", \.secondary, Self.list, "In the owner's order.")
    }
}

extension ServiceSettings.Code {
    static let fields = FieldTable(
        "Code", new: Self(id: "", name: "")
    ) {
        Field("id", \.id, .text, isRequired: true, "What is stored.")
        Field("name", \.name, .text, isRequired: true, "What is shown.")
    }
}

extension ServiceSettings.Map {
    static let fields = FieldTable(
        "MapSettings", new: Self()
    ) {
        Field(
            "template", \.template, .text,
            "A web page that shows the caller's place; the configuration's where left out.")
        Field(
            "auto", \.auto, .flag,
            "Whether the map is drawn unasked; its provider then learns of each place that is looked at.")
    }
}

/// The OpenAPI document's part on settings, made of the table.
package enum SettingsSchemas {
    /// JSON Schemas under their names in `components/schemas`.
    package static var all: [(name: String, schema: JSONObject)] {
        func part<Part>(_ table: FieldTable<Part>) -> (name: String, schema: JSONObject) { (table.name, table.schema) }
        return [
            part(ServiceSettings.fields), part(ServiceSettings.Licence.fields), part(ServiceSettings.Widgets.fields),
            part(ServiceSettings.ContextTemplate.fields), part(ServiceSettings.Parameter.fields),
            part(ServiceSettings.Codes.fields), part(ServiceSettings.Code.fields), part(ServiceSettings.Map.fields),
        ]
    }

    /// The names of all widgets of an entry; the one that settings can't switch off comes first.
    package static var widgets: [String] { [ServiceSettings.Widget.list] + ServiceSettings.Widgets.fields.names }
}
