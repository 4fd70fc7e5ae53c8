import CallModel

@testable import PhoneNumbers

/// What a field's text holds, in a notation for tests: `+…` for a number, `short:…` for an internal one, `stem:…` for a block,
/// `!reason` for what is reported.
func numbers(in field: String, region: String? = "DE") -> [String] {
    var entries: [String] = []
    var field = field
    field.withUTF8 { bytes in
        reader.readNumbers(in: UnsafeRawBufferPointer(bytes), region: region.flatMap(Region.init)) { entry in
            switch entry {
            case .number(let key) where key.isShort: entries.append("short:\(key.rawValue & 0x00FF_FFFF_FFFF_FFFF)")
            case .number(let key): entries.append("+\(key.rawValue)")
            case .withoutPlus(let key): entries.append("or +\(key.rawValue)")
            case .stem(let stem): entries.append("stem:" + String(decoding: stem, as: UTF8.self))
            case .unreadable(let reason): entries.append("!\(reason)")
            }
        }
    }
    return entries
}
