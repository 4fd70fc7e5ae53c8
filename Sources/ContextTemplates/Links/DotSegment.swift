/// `.` and `..` as parts of a path, which browsers resolve before they ask the server (RFC 3986, section 5.2.4).
enum DotSegment {
    /// Whether a part of `path` between slashes is one or two dots, also written `%2e`.
    static func isIn(_ path: ArraySlice<UInt8>) -> Bool {
        var start = path.startIndex
        while start < path.endIndex {
            let end = path[start...].firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
            if self.matches(path[start..<end]) { return true }
            start = end + 1
        }
        return false
    }

    /// Whether `segment` is one or two dots.
    static func matches(_ segment: ArraySlice<UInt8>) -> Bool {
        var index = segment.startIndex
        var dots = 0
        while index < segment.endIndex, dots < 3 {
            if segment[index] == UInt8(ascii: ".") {
                index += 1
            } else if segment.hasTriplet(at: index), segment[index + 1] == UInt8(ascii: "2"),
                segment[index + 2] | 0x20 == UInt8(ascii: "e")
            {
                index += 3
            } else {
                return false
            }
            dots += 1
        }
        return dots == 1 || dots == 2
    }
}
