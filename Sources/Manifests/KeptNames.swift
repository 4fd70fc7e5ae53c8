/// The values of earlier answers that a jq program of a request names: `.kept.id`.
package enum KeptNames {
    /// Names in the order in which they stand there. What only looks like one, in a text or a comment, counts too.
    package static func all(in program: String) -> [String] {
        let mark = Substring(".kept.")
        var names: [String] = []
        var rest = Substring(program)
        while let place = rest.firstRange(of: mark) {
            rest = rest[place.upperBound...]
            let name = String(decoding: rest.utf8.prefix(while: SettingName.isNameByte), as: UTF8.self)
            if SettingName.isValid(name) { names.append(name) }
        }
        return names
    }
}
