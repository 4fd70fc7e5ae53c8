import CallModel

extension String {
    /// The text with spaces behind it up to `width` characters.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - self.count))
    }

    /// The text without characters that move a terminal's cursor or turn its writing round: it comes from outside.
    var printable: String {
        String(
            String.UnicodeScalarView(
                self.unicodeScalars.filter { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: false
                    default: true
                    }
                }))
    }
}

extension Int {
    /// `1,000,000`
    var grouped: String {
        var text = ""
        for (place, digit) in String(self).reversed().enumerated() {
            if place > 0 && place.isMultiple(of: 3) && digit != "-" { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}

extension Duration {
    /// `0.21 ms`, `83 ms`, `1.52 s`
    var shown: String {
        let milliseconds = self.milliseconds
        return switch milliseconds {
        case ..<10: "\((milliseconds * 100).rounded() / 100) ms"
        case ..<1_000: "\(Int(milliseconds.rounded())) ms"
        default: "\((milliseconds / 10).rounded() / 100) s"
        }
    }
}
