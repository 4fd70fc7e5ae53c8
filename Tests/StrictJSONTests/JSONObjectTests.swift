import StrictJSON
import Testing

@Suite("Members of an object")
struct JSONObjectTests {
    @Test("Of two members of one name the later value counts, in the place of the earlier")
    func pairs() {
        let object = JSONObject([("a", .number("1")), ("b", .null), ("a", .number("2"))])
        #expect(object.members.map(\.name) == ["a", "b"])
        #expect(object["a"]?.intValue == 2)
    }

    @Test("Members are set, replaced and removed", arguments: [3, 40])
    func change(count: Int) {
        var object = JSONObject()
        for number in 0..<count { object["m\(number)"] = .number("\(number)") }
        object["m1"] = .string("one")
        object["m0"] = nil
        object["absent"] = nil
        #expect(object.members.count == count - 1)
        #expect(object["m0"] == nil)
        #expect(object["m1"]?.stringValue == "one")
        #expect(object["m\(count - 1)"]?.intValue == count - 1)
        #expect(object.members.first?.name == "m1")
    }

    @Test("Order, names and values make equality")
    func equality() {
        let object: JSONObject = ["a": .null, "b": .bool(true)]
        #expect(object == ["a": .null, "b": .bool(true)])
        #expect(object != ["b": .bool(true), "a": .null])
        #expect(object != ["a": .null])
        #expect(object != ["a": .null, "b": .bool(false)])
        #expect(JSONValue.number("1") != .number("1.0"))
        #expect(JSONValue.number("1") != .string("1"))
    }
}
