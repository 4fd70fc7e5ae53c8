internal import CCurl
import Glibc

/// The place of the certificates that the system trusts.
struct TrustStore: Sendable {
    /// A folder of certificates named by the hash of their subject, as Debian's `ca-certificates` lays it out.
    let folder: String?
    /// A file with all of them, where there is no such folder.
    let bundle: String?

    /// The certificates that libcurl was built to use: the folder where there is one, since OpenSSL reads from it only those that it
    /// needs, and a call's own authorities can stand beside it; the bundle elsewhere.
    static func system() -> Self {
        let version = ccurl_version().pointee
        let folder = version.capath.map { String(cString: $0) }
        if let folder, Self.isHashed(folder) { return Self(folder: folder, bundle: nil) }
        return Self(folder: nil, bundle: version.cainfo.map { String(cString: $0) })
    }

    private static func isHashed(_ folder: String) -> Bool {
        guard let listing = opendir(folder) else { return false }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".0") { return true }
        }
        return false
    }
}
