import CallModel
import ContextTemplates

/// An invented call, with numbers reserved for fiction.
enum SampleCall {
    static let number = PhoneNumber(
        e164: "+493023125123", international: "+49 30 23125123", national: "030 23125123", countryCode: 49, region: Region("DE"))

    static let service = ServiceSettings(
        id: "support", displayName: "Support", upn: "support@example.com",
        parameters: [.init(name: "ticket"), .init(name: "view", default: "short")])

    static var caller: Caller {
        var caller = Caller()
        caller[.firstName] = "Anna"
        caller[.lastName] = "Meier"
        caller[.company] = "Example & Sons"
        caller[.city] = "Zürich"
        caller[.id] = "17"
        caller.addTelNumber(name: "Mobile", value: "+49 30 23125124")
        caller.addCustomField(name: "Tier", value: "Gold")
        caller.addCustomField(name: "Account Number", value: "A/7")
        return caller
    }

    static func values(
        number: CallerNumber = .full(Self.number), caller: Caller? = Self.caller, parameters: [NamedValue] = [],
        user: String? = nil,
        session: String? = nil
    ) -> ContextValues {
        ContextValues(number: number, caller: caller, service: Self.service, parameters: parameters, user: user, session: session)
    }

    /// A call in which one field has a value of the test's choice.
    static func values(_ field: CallerField, _ value: String) -> ContextValues {
        var caller = Caller()
        caller[field] = value
        return Self.values(caller: caller)
    }

    /// The link that `template` makes, or why there is none.
    static func link(_ template: String, _ values: ContextValues = Self.values(), required: [String] = []) -> Result<
        String, NoLink
    > {
        let template = ContextURLTemplate(template, required: required, parameters: ["ticket", "view"], schemes: Self.schemes)
        do throws(NoLink) {
            return .success(try template.url(for: values))
        } catch {
            return .failure(error)
        }
    }

    /// All that an operator may allow.
    static let schemes: URLSchemes = {
        guard let schemes = try? URLSchemes(allowing: ["http", "tel", "sip", "sips", "msteams", "callto", "mycrm"]) else {
            preconditionFailure("the schemes of the tests are allowed ones")
        }
        return schemes
    }()
}
