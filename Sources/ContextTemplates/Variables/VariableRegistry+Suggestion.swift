extension VariableRegistry {
    /// The variable that the writer of `name` most likely meant; `nil` where it would be a guess.
    ///
    /// A field without its group (`FirstName`), words run together (`CallerNumber`, `Customer_First_Name`) and slips in up to a
    /// third of the field's letters are understood.
    ///
    /// - Parameters:
    ///   - name: As written.
    ///   - parameters: Names that the owner has declared.
    ///   - purpose: The purpose of the template, which decides the candidates.
    public static func suggestion(
        for name: String, parameters: [String] = [], purpose: TemplatePurpose = .context
    ) -> String? {
        let candidates =
            Variable.fixed.filter { purpose == .map || !$0.isOfMaps }.map(\.name) + parameters.map { Variable.parameters + $0 }
        let wanted = Self.letters(of: name)
        guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
        let exact = candidates.first { Self.letters(of: $0) == wanted || Self.letters(of: Self.field(of: $0)) == wanted }
        if let exact { return exact }
        let nearest = candidates.map { (name: $0, distance: Self.distance(wanted, Self.letters(of: $0))) }
            .min { $0.distance < $1.distance }
        guard let nearest, nearest.distance * 3 <= Self.letters(of: Self.field(of: nearest.name)).count else { return nil }
        return nearest.name
    }

    /// The part behind the group, with its dot.
    private static func field(of name: String) -> String { String(name.drop { $0 != "." }) }

    /// Letters and digits in lower case, without punctuation.
    private static func letters(of name: String) -> [UInt8] {
        name.lowercased().utf8.filter { ByteSet.letters.contains($0) || ByteSet.digits.contains($0) }
    }

    /// Letters to insert, delete, replace or swap with their neighbour to get from one to the other.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var line = [row + 1]
            for column in right.indices {
                let isSame = left[row] == right[column]
                var best = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, line[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                line.append(best)
            }
            (beforeLast, last) = (last, line)
        }
        return last[right.count]
    }
}
