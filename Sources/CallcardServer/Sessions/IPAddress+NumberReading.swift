internal import CallModel
internal import Glibc

extension IPAddress {
    /// Reads `192.0.2.7` or `2001:db8::7`; names, ports, zones and shorter writings are no addresses.
    init?(reading text: String) {
        guard !text.utf8.contains(0) else { return nil }
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            if inet_pton(family, text, &bytes) == 1 {
                self.init(bytes: bytes)
                return
            }
        }
        return nil
    }
}
