import CallModel
import Testing

@testable import PhoneNumbers

@Suite("C8 Numbers: the fast path equals the library")
struct FastPathTests {
    @Test("F6 On a generated corpus of all numbering plans, fast path and library read the same")
    func equalsTheLibrary() {
        let library = LibraryReader()
        var taken = 0
        var different: [String] = []
        let count = isLong ? 400_000 : 20_000
        for (text, region) in GeneratedWritings(count: count, seed: 8_12_57) {
            let bytes = Array(text.utf8)
            guard let short = bytes.withUnsafeBytes({ reader.fastPathReading(of: $0, region: region) }) else { continue }
            taken += 1
            let long = library.read(bytes, region: region)
            if short != long { different.append("\(text) in \(region?.code ?? "-"): \(short) instead of \(long)") }
        }
        #expect(different.isEmpty, "\(different.count) differ, such as \(different.prefix(20).joined(separator: "\n"))")
        #expect(taken * 2 > count, "only \(taken) of \(count) take the fast path")
    }
}
