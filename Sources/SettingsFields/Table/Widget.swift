package import CallModel

extension ServiceSettings {
    /// A part of an entry that a service may switch off.
    package struct Widget: Sendable {
        /// Its name in settings, answers and pages.
        package let name: String
        /// The setting that switches it.
        let place: any WritableKeyPath<Widgets, Bool> & Sendable
        /// Whether it is shown to teams with the licence only.
        let needsLicence: Bool
        /// Its content, for people.
        let about: String

        /// The name of the list of interactions itself, which comes before all widgets and can't be switched off.
        package static let list = "interactions"

        /// All widgets in the order in which they are shown.
        static let all = [
            Widget(name: "callerInformation", place: \.callerInformation, needsLicence: false, about: "Who calls."),
            Widget(name: "status", place: \.status, needsLicence: false, about: "Where the call stands, and its times."),
            Widget(name: "context", place: \.context, needsLicence: false, about: "Links into the team's own systems."),
            Widget(name: "map", place: \.map, needsLicence: false, about: "Where the caller is."),
            Widget(
                name: "codes", place: \.codes, needsLicence: true, about: "Codes to conclude a session with; needs the licence."),
            Widget(name: "tags", place: \.tags, needsLicence: true, about: "Tags to conclude a session with; needs the licence."),
        ]
    }

    /// The names of the widgets that are on, in their order.
    package var widgetsOn: [String] {
        Widget.all.filter { self.widgets[keyPath: $0.place] && (self.licence.enterpriseRouting || !$0.needsLicence) }.map(\.name)
    }
}
