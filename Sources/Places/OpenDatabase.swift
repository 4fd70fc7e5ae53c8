import CMaxMindDB
import CallModel
import Glibc

/// A database that was opened; closed with its last owner.
///
/// `@unchecked Sendable`: the library only reads what is behind the pointer, which never changes between opening and closing.
final class OpenDatabase: @unchecked Sendable {
    private let pointer: OpaquePointer
    /// The file as it was when it was read.
    let stamp: PlaceFileStamp

    /// Reads the file at `path` into memory of our own.
    init(path: String) throws(PlaceDatabaseError) {
        let copy = try PrivateCopy(of: path)
        var status = CMM_OPENED
        guard let pointer = cmm_open(copy.path, &status) else {
            switch status {
            case CMM_NO_MEMORY: throw .outOfMemory
            case CMM_UNREADABLE: throw .failed(code: EIO)
            default: throw .notADatabase
            }
        }
        self.pointer = pointer
        self.stamp = copy.stamp
    }

    deinit { cmm_close(self.pointer) }

    /// The type that it gives itself, such as `GeoLite2-City`.
    var type: String { String(cString: cmm_type(self.pointer)) }

    /// The time at which the database was made, by its own word.
    var builtAt: WallTime { WallTime(milliseconds: Int64(clamping: cmm_built_at(self.pointer) &* 1_000)) }

    func place(of address: IPAddress) -> Place? {
        var found = cmm_place()
        guard cmm_find(self.pointer, address.bytes, address.bytes.count, &found) != 0 else { return nil }
        let coordinates =
            found.has_coordinates != 0
            ? Place.Coordinates(latitude: found.latitude, longitude: found.longitude) : nil
        return Place(
            supposedCity: Self.text(found.city), state: Self.text(found.state), country: Self.text(found.country),
            coordinates: coordinates)
    }

    private static func text(_ text: cmm_text) -> String {
        withUnsafeBytes(of: text.bytes) { String(decoding: $0.prefix(Int(text.length)), as: UTF8.self) }
    }
}
