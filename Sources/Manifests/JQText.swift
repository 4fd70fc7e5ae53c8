package import CallModel

/// A program of a manifest as jq must get it.
///
/// jq 1.6 takes `.e164` for a numeral (`.` and an exponent), so that `.number.e164` is no program to it. `."e164"` means the same
/// everywhere, and is put in its place; writers of manifests need not know.
struct JQText {
    private let bytes: [UInt8]
    private var mended: [UInt8] = []
    private var position = 0

    /// `program` with each `.e164` outside of texts and comments written as `."e164"`.
    static func mended(_ program: String) -> String {
        guard program.contains(".e164") else { return program }
        var text = JQText(bytes: Array(program.utf8))
        text.copyCode(until: nil)
        return String(decoding: text.mended, as: UTF8.self)
    }

    /// The place in `program` of a place in its mended text.
    static func original(_ place: ProgramPlace, in program: String) -> ProgramPlace {
        let lines = Self.mended(program).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.indices.contains(place.line - 1) else { return place }
        let quotes = 2 * lines[place.line - 1].prefix(place.column - 1).ranges(of: #"."e164""#).count
        return ProgramPlace(line: place.line, column: max(1, place.column - quotes))
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
        self.mended.reserveCapacity(bytes.count + 16)
    }

    /// Copies code up to and with the parenthesis that closes an interpolation, or all of it.
    private mutating func copyCode(until end: UInt8?) {
        var depth = 0
        while self.position < self.bytes.count {
            let byte = self.bytes[self.position]
            if byte == UInt8(ascii: "."), self.isField() {
                self.mended.append(contentsOf: #"."e164""#.utf8)
                self.position += 5
                continue
            }
            self.copyByte()
            switch byte {
            case UInt8(ascii: "\""): self.copyString()
            case UInt8(ascii: "#"): while self.position < self.bytes.count, self.bytes[self.position] != 0x0A { self.copyByte() }
            case UInt8(ascii: "("): depth += 1
            case end where depth == 0: return
            case UInt8(ascii: ")"): depth -= 1
            default: break
            }
        }
    }

    /// Copies the rest of a text; what stands in `\(…)` is code again.
    private mutating func copyString() {
        while self.position < self.bytes.count {
            let byte = self.bytes[self.position]
            self.copyByte()
            if byte == UInt8(ascii: "\"") { return }
            guard byte == UInt8(ascii: "\\"), self.position < self.bytes.count else { continue }
            let opensCode = self.bytes[self.position] == UInt8(ascii: "(")
            self.copyByte()
            if opensCode { self.copyCode(until: UInt8(ascii: ")")) }
        }
    }

    private mutating func copyByte() {
        self.mended.append(self.bytes[self.position])
        self.position += 1
    }

    /// Whether `.e164` stands here, and not the beginning of a longer name.
    private func isField() -> Bool {
        let rest = self.bytes[self.position...]
        guard rest.starts(with: ".e164".utf8) else { return false }
        return rest.dropFirst(5).first.map { !Self.isNameByte($0) } ?? true
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
    }
}

extension JSONQueryCompiler {
    /// Compiles a program of a manifest; `nil` stays `nil`.
    ///
    /// - Parameter name: The program's place in the manifest, such as `requests[0].body`.
    /// - Throws: With the compiler's own words where the program is at fault.
    package func compile(optional program: String?, name: String) throws(ConnectorBuildError) -> (any JSONQuery)? {
        guard let program else { return nil }
        do throws(JSONQueryError) {
            return try self.compile(JQText.mended(program), name: name)
        } catch {
            if case .invalidProgram(let reason, let place) = error {
                throw ConnectorBuildError(part: name, reason: reason, place: place.map { JQText.original($0, in: program) })
            }
            throw ConnectorBuildError(part: name, reason: "not a usable jq program")
        }
    }
}
