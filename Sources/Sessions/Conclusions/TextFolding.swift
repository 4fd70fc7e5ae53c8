internal import Foundation

/// Unicode forms of short texts.
enum TextFolding {
    /// NFC.
    static func composed(_ text: String) -> String {
        text.precomposedStringWithCanonicalMapping
    }

    /// NFKC: full-width digits, `＠` and their like become the plain ones.
    static func plain(_ text: String) -> String {
        text.precomposedStringWithCompatibilityMapping
    }

    /// NFKD, without marks, case-folded.
    static func searchKey(_ text: String) -> String {
        let letters = text.decomposedStringWithCompatibilityMapping.unicodeScalars.filter { !self.isMark($0) }
        return self.caseFolded(String(String.UnicodeScalarView(letters)))
    }

    /// One form for texts that differ in case only, as full case folding does it: `Straße` and `STRASSE` are equal.
    static func caseFolded(_ text: String) -> String {
        var folded = ""
        for scalar in text.unicodeScalars {
            // Upper case would make it the other i.
            guard scalar != "\u{131}" else {
                folded.unicodeScalars.append(scalar)
                continue
            }
            // Lower, upper, lower: `ẞ` becomes `ß` becomes `SS` becomes `ss`.
            for lower in scalar.properties.lowercaseMapping.unicodeScalars {
                for upper in lower.properties.uppercaseMapping.unicodeScalars {
                    folded += upper.properties.lowercaseMapping
                }
            }
        }
        return self.composed(folded)
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }
}
