import Testing

@testable import ConfigurationFile

@Suite("The region that is meant")
struct RegionAdviceTests {
    @Test(
        "A code in another writing, or a country's name in English or its own language",
        arguments: [
            ("UK", "GB"), ("uk", "GB"), ("de", "DE"), ("Germany", "DE"), ("deutschland", "DE"), ("France", "FR"), ("USA", "US"),
            ("United Kingdom", "GB"), ("Italia", "IT"),
        ])
    func meant(text: String, region: String) {
        #expect(RegionAdvice.meant(by: text) == region)
    }

    @Test("Nothing is guessed", arguments: ["", "DE", "XX", "xx", "Europe", "030"])
    func nothing(text: String) {
        #expect(RegionAdvice.meant(by: text) == nil)
    }
}
