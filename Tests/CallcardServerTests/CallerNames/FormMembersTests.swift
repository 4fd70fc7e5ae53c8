import Testing

@testable import CallcardServer

@Suite("Members of a form")
struct FormMembersTests {
    private func members(_ form: [UInt8]) -> [[String]]? {
        FormMembers(form)?.members.map { [$0.name, $0.value] }
    }

    @Test(
        "Names and values are decoded",
        arguments: [
            ("", []), ("a=1", [["a", "1"]]), ("a=1&b=2&a=3", [["a", "1"], ["b", "2"], ["a", "3"]]), ("a", [["a", ""]]),
            ("a=", [["a", ""]]), ("=1", [["", "1"]]), ("a=b=c", [["a", "b=c"]]), ("&&a=1&", [["a", "1"]]),
            ("%61=%2B49+30", [["a", "+49 30"]]),
            ("a=%c3%A4", [["a", "ä"]]), ("a=ä", [["a", "ä"]]), ("a=%26%3D", [["a", "&="]]),
        ])
    func decoded(form: String, expected: [[String]]) {
        #expect(self.members(Array(form.utf8)) == expected)
    }

    @Test(
        "What is not encoded as it must be, or is no UTF-8, is no form",
        arguments: ["a=%", "a=%4", "a=%zz", "%=1", "a=%ff", "a=%c3"])
    func broken(form: String) {
        #expect(self.members(Array(form.utf8)) == nil)
    }

    @Test("Bytes that are no UTF-8 are no form either")
    func noText() {
        #expect(self.members([0x61, 0x3D, 0xFF]) == nil)
    }
}
