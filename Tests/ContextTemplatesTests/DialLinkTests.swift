import CallModel
import ContextTemplates
import Testing

@Suite("C5 Links that dial")
struct DialLinkTests {
    @Test(
        "tel: takes what a telephone would dial",
        arguments: [
            ("tel:{Caller.Number}", "tel:+493023125123"), ("tel:$(Caller.Number)", "tel:+493023125123"),
            ("tel:{Caller.InternationalNumber}", "tel:+493023125123"), ("tel:{Caller.NationalNumber}", "tel:03023125123"),
            ("tel:+{Caller.Digits}", "tel:+493023125123"), ("tel:{Customer.TelNumbers.Mobile}", "tel:+493023125124"),
            ("tel:{Caller.NationalNumber};phone-context=+49", "tel:03023125123;phone-context=+49"),
            ("sip:{Caller.Number}@pbx.example", "sip:+493023125123@pbx.example"),
            ("sip:{Caller.NationalNumber}@pbx.example;user=phone", "sip:03023125123@pbx.example;user=phone"),
            (
                "sips:{Caller.Number}@pbx.example;tag={Customer.LastName}?subject={Customer.Company}",
                "sips:+493023125123@pbx.example;tag=Meier?subject=Example%20%26%20Sons"
            ),
            ("sip:{Customer.FirstName}@pbx.example", "sip:Anna@pbx.example"), ("callto:{Caller.Number}", "callto:+493023125123"),
            ("callto:{Caller.InternationalNumber}", "callto:%2B49%2030%2023125123"),
            ("callto:a?n={Caller.Number}", "callto:a?n=%2B493023125123"),
        ])
    func dials(template: String, url: String) {
        #expect(SampleCall.link(template) == .success(url))
    }

    @Test(
        "Numbers as people write them",
        arguments: [
            ("+49 30 23125-123", "+493023125123"), ("030/23125 123", "03023125123"), ("(030) 23125.123", "03023125123"),
            ("+44\u{A0}20\u{202F}7946\u{2011}0123", "+442079460123"), ("17", "17"),
        ])
    func writings(value: String, dialled: String) {
        #expect(
            SampleCall.link("tel:{Customer.PrimaryTelNumber}", SampleCall.values(.primaryTelNumber, value))
                == .success("tel:" + dialled))
    }

    @Test(
        "No link rather than somebody else's number, or parameters out of data",
        arguments: [
            "+49 (0)30 23125123", "030 23125123 ext. 4", "03023125123;phone-context=evil.example", "030?x", "030@evil.example",
            "+", "++49", "030+1", "Anna",
            "*21#", "٣٠", "03023125123,17", "123456789012345678901",
        ])
    func refused(value: String) {
        let link = SampleCall.link("tel:{Customer.PrimaryTelNumber}", SampleCall.values(.primaryTelNumber, value))
        #expect(link == .failure(.notDialable(.customer(.primaryTelNumber))))
    }

    @Test("In sip: anything that is no number is encoded")
    func sip() {
        let values = SampleCall.values(.imAddress, "anna;a?b@evil.example")
        #expect(
            SampleCall.link("sip:{Customer.ImAddress}@pbx.example", values)
                == .success("sip:anna%3Ba%3Fb%40evil.example@pbx.example"))
    }

    @Test("Internal numbers are dialled as they are")
    func short() {
        let values = SampleCall.values(number: .short("17"))
        #expect(SampleCall.link("tel:{Caller.NationalNumber}", values) == .success("tel:17"))
        #expect(SampleCall.link("tel:{Caller.Digits}", values) == .success("tel:17"))
        #expect(SampleCall.link("tel:{Caller.Number}", values) == .failure(.missing(.callerNumber)))
        #expect(SampleCall.link("tel:{Caller.InternationalNumber}", values) == .failure(.missing(.callerInternationalNumber)))
    }
}
