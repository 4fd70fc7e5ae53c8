internal import Glibc

/// Times as RFC 9110, 5.6.7 writes them, for answers that Hummingbird does not make.
enum HTTPDate {
    /// The time now; `nil` where the system can't tell it.
    static var now: String? {
        var (now, parts) = (time(nil), tm())
        guard gmtime_r(&now, &parts) != nil else { return nil }
        var text = [CChar](repeating: 0, count: 32)
        let count = strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
        return String(decoding: text.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
