package import CallModel
internal import Foundation
internal import PrivateFiles

/// A file with a key of 32 random bytes, as they are or as 43 characters of base64url (RFC 4648, 5) and perhaps a line end.
package enum KeyFile {
    /// The length of a key in bytes.
    package static let bytes = 32

    /// The key in a file; `nil` where there is no regular file, or it holds something else.
    package static func key(at path: String) -> Sensitive<[UInt8]>? {
        guard PrivateFile.isRegular(path), let data = FileManager.default.contents(atPath: path) else { return nil }
        return Self.key(in: Array(data))
    }

    private static func key(in contents: [UInt8]) -> Sensitive<[UInt8]>? {
        if contents.count == Self.bytes { return Sensitive(contents) }
        let characters = contents.last == 0x0A ? contents.dropLast() : contents[...]
        let standard = characters.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        guard characters.count == 43, let data = Data(base64Encoded: Data(standard + [UInt8(ascii: "=")])) else { return nil }
        return Sensitive(Array(data))
    }
}
