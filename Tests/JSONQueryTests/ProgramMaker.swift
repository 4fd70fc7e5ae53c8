/// Makes programs at random, valid most of the time, in which the word `forbidden` stands at all kinds of places.
struct ProgramMaker {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func program() -> String { self.expression(depth: 0) }

    private mutating func below(_ limit: Int) -> Int {
        self.state = self.state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((self.state >> 33) % UInt64(limit))
    }

    private mutating func expression(depth: Int) -> String {
        guard depth < 4 else { return self.leaf() }
        let space = ["", " ", "\n", " # a \" comment ( { forbidden\n"][self.below(4)]
        switch self.below(16) {
        case 0: return self.expression(depth: depth + 1) + space + "|" + space + self.expression(depth: depth + 1)
        case 1: return "[" + self.expression(depth: depth + 1) + space + "," + self.expression(depth: depth + 1) + "]"
        case 2:
            return "{a:" + space + "(" + self.expression(depth: depth + 1) + "), forbidden, \"b\": " + self.leaf() + space + "}"
        case 3: return "{(" + self.expression(depth: depth + 1) + "): 1, \"c\\(" + self.expression(depth: depth + 1) + ")\": 2}"
        case 4: return "\"text \\(" + self.expression(depth: depth + 1) + ") forbidden \\\"\\(" + self.leaf() + ")\""
        case 5: return "@json \"[\\(" + self.expression(depth: depth + 1) + ")\""
        case 6: return "(. as {forbidden: $x, a: [$y]} | " + self.expression(depth: depth + 1) + ")"
        case 7: return "(. as {(" + self.leaf() + "): $x} | " + self.leaf() + ")"
        case 8: return "if " + self.expression(depth: depth + 1) + " then " + self.leaf() + " else " + self.leaf() + " end"
        case 9: return "(reduce " + self.leaf() + " as $i (0;" + space + self.expression(depth: depth + 1) + "))"
        case 10: return "(try " + self.leaf() + " catch " + self.leaf() + ")"
        case 11: return "(def f(g): g;" + space + "f(" + self.expression(depth: depth + 1) + "))"
        case 12: return ".a[" + self.expression(depth: depth + 1) + "]"
        case 13: return "(" + self.expression(depth: depth + 1) + ") + " + self.leaf()
        case 14: return "{\"a\": {forbidden: {a: 1, b: " + self.leaf() + "}}, d: 1}"
        default: return self.leaf()
        }
    }

    private mutating func leaf() -> String {
        let leaves = [
            ".", ".forbidden", ".a.forbidden", "\"forbidden\"", ".\"forbidden\"", "1", "1e5", ".5", "{forbidden: 1}",
            "{\"forbidden\": 2}", "[]", "..", "forbidden", "$forbidden", "-forbidden", ".[forbidden]?",
            "\"\\\\\"", "\"#\"", "{$forbidden}", "$ forbidden", "(forbidden)", "@text", "null", "true",
        ]
        return leaves[self.below(leaves.count)]
    }
}
