extension FastPath {
    /// Copies the digits of `text` as values 0 to 9.
    ///
    /// - Returns: `nil` where there are none or too many, or anything but the characters of rule 1.
    @inline(__always)
    static func scan(
        _ text: UnsafeRawBufferPointer, into digits: UnsafeMutableBufferPointer<UInt8>
    ) -> (count: Int, hasPlus: Bool)? {
        var count = 0
        var hasPlus = false
        var place = 0
        guard text.count <= Self.longestText else { return nil }
        while place < text.count {
            let byte = text[place]
            place &+= 1
            let digit = byte &- 0x30
            if digit < 10 {
                guard count < Self.capacity else { return nil }
                digits[count] = digit
                count &+= 1
                continue
            }
            switch byte {
            case 0x20, 0x28, 0x29, 0x2D, 0x2E, 0x2F: break
            case 0x2B:
                guard !hasPlus, count == 0 else { return nil }
                hasPlus = true
            case 0xC2:
                guard place < text.count, text[place] == 0xA0 else { return nil }
                place &+= 1
            default: return nil
            }
        }
        return count == 0 ? nil : (count, hasPlus)
    }

    /// What follows the prefix, or all where there is none; `nil` where only the library can tell.
    @inline(__always)
    static func strip(_ prefix: PlanPrefix, from digits: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        switch prefix.begins(digits) {
        case nil: nil
        case true?: UnsafeBufferPointer(rebasing: digits[prefix.count...])
        case false?: digits
        }
    }

    /// What follows the country calling code; `nil` where the digits don't begin with it.
    @inline(__always)
    static func after(_ countryCode: Int, in digits: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        let length = countryCode < 10 ? 1 : countryCode < 100 ? 2 : 3
        guard digits.count >= length else { return nil }
        var value = 0
        for place in 0..<length { value = value &* 10 &+ Int(digits[place]) }
        return value == countryCode ? UnsafeBufferPointer(rebasing: digits[length...]) : nil
    }
}
