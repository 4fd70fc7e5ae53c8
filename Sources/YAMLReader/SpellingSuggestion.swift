/// The known word that a misspelt one most likely stands for.
package enum SpellingSuggestion {
    /// The word nearest to `word`, at most a third of its letters away (insertions, deletions, replacements, swaps of neighbours);
    /// case is no difference.
    package static func nearest(to word: String, among known: [String]) -> String? {
        let limit = max(1, word.count / 3)
        let ranked = known.map { (word: $0, distance: self.distance(word.lowercased(), $0.lowercased())) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= limit else { return nil }
        return best.word
    }

    /// The message for a key that is not known, with the nearest known one or all of them.
    package static func advice(on key: String, among known: [String]) -> String {
        let hint = self.nearest(to: key, among: known).map { "did you mean \($0)?" }
        return "this key is not known; \(hint ?? "known here: \(known.joined(separator: ", "))")"
    }

    /// Levenshtein's distance, in which a swap of two neighbours counts once; one row at a time.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var (before, row) = ([Int](), Array(0...right.count))
        for (i, letter) in left.enumerated() {
            var next = [i + 1]
            for (j, other) in right.enumerated() {
                var least = min(row[j] + (letter == other ? 0 : 1), row[j + 1] + 1, next[j] + 1)
                if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other { least = min(least, before[j - 1] + 1) }
                next.append(least)
            }
            (before, row) = (row, next)
        }
        return row[right.count]
    }
}
