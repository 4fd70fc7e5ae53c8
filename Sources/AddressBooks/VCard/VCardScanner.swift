import Glibc

/// Lines of a vCard file and the properties on them (RFC 2426, RFC 6350, vCard 2.1): folding, quoted-printable soft breaks,
/// groups.
struct VCardScanner {
    let bytes: UnsafeBufferPointer<UInt8>

    /// The end of the physical line at `at`, and where the next one begins. LF, CR and CRLF end lines.
    func line(at: Int) -> (end: Int, next: Int) {
        let rest = self.bytes.count - at
        guard rest > 0 else { return (at, at) }
        let base = self.bytes.baseAddress! + at
        let feed = memchr(base, 0x0A, rest).map { UnsafeRawPointer($0) - UnsafeRawPointer(base) } ?? rest
        if let mark = memchr(base, 0x0D, feed) {
            let end = at + (UnsafeRawPointer(mark) - UnsafeRawPointer(base))
            return (end, end + 1 < self.bytes.count && self.bytes[end + 1] == 0x0A ? end + 2 : end + 1)
        }
        return (at + feed, min(at + feed + 1, self.bytes.count))
    }

    /// Whether the line is `word`, in any case, with or without a group before it and white space behind.
    func isLine(_ start: Int, _ end: Int, _ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        var end = end
        while end > start, self.bytes[end - 1] <= 0x20 { end -= 1 }
        guard end - start >= count else { return false }
        let from = end - count
        guard from == start || self.bytes[from - 1] == UInt8(ascii: ".") else { return false }
        guard !self.bytes[start..<from].contains(UInt8(ascii: ":")) else { return false }
        for index in 0..<count {
            let (a, b) = (self.bytes[from + index], word.utf8Start[index])
            let isSame = a == b || ((0x61...0x7A).contains(a) && a - 0x20 == b)
            if !isSame { return false }
        }
        return true
    }

    /// Whether the line at `at` goes on with the one before it.
    func isContinuation(_ at: Int) -> Bool {
        at < self.bytes.count && (self.bytes[at] == 0x20 || self.bytes[at] == 0x09)
    }

    /// Reads the property whose first line begins at `at`; `nil` for a line that is none.
    ///
    /// - Returns: The property, its value still as written but unfolded, and where the next line begins. Values of properties
    ///   that `isWanted` refuses are passed over without being copied.
    func property(at: Int, keepsFoldSpace: Bool, isWanted: (VCardProperty.Name) -> Bool) -> (property: VCardProperty?, next: Int)
    {
        let first = self.line(at: at)
        var head = Array(self.bytes[at..<first.end])
        var next = first.next
        // Folding may fall into the parameters too.
        while VCardProperty.colon(in: head) == nil, self.isContinuation(next), head.count < VCardProperty.valueLimit {
            next = self.appendContinuation(at: next, to: &head, keepsFoldSpace: keepsFoldSpace)
        }
        guard let colon = VCardProperty.colon(in: head), let name = VCardProperty.Name(head[..<colon]), isWanted(name) else {
            while self.isContinuation(next) { next = self.line(at: next).next }
            return (nil, next)
        }
        var property = VCardProperty(name: name, head: head[..<colon], value: Array(head[(colon + 1)...]))
        if property.isQuotedPrintable {
            while property.value.last == UInt8(ascii: "="), next < self.bytes.count,
                property.value.count < VCardProperty.valueLimit
            {
                property.value.removeLast()
                let line = self.line(at: next)
                property.value.append(contentsOf: self.bytes[next..<line.end])
                next = line.next
            }
        }
        while self.isContinuation(next) {
            next = self.appendContinuation(at: next, to: &property.value, keepsFoldSpace: keepsFoldSpace)
        }
        return (property, next)
    }

    private func appendContinuation(at: Int, to value: inout [UInt8], keepsFoldSpace: Bool) -> Int {
        let line = self.line(at: at)
        if value.count < VCardProperty.valueLimit {
            value.append(contentsOf: self.bytes[(keepsFoldSpace ? at : at + 1)..<max(line.end, at + 1)])
        }
        return line.next
    }
}
