internal import CallModel
public import StrictJSON

/// The OpenAPI document's part on settings, made of the table.
public enum SettingsSchemas {
    /// JSON Schemas under their names in `components/schemas`.
    public static var all: [(name: String, schema: JSONObject)] {
        func part<Part>(_ table: FieldTable<Part>) -> (name: String, schema: JSONObject) { (table.name, table.schema) }
        return [
            part(ServiceSettings.fields), part(ServiceSettings.Licence.fields), part(ServiceSettings.Widgets.fields),
            part(ServiceSettings.ContextTemplate.fields), part(ServiceSettings.Parameter.fields),
            part(ServiceSettings.Codes.fields), part(ServiceSettings.Code.fields), part(ServiceSettings.Map.fields),
        ]
    }

    /// What settings can't switch off comes first among the widgets of an entry.
    public static var widgets: [String] { ["interactions"] + ServiceSettings.Widgets.fields.names }
}
