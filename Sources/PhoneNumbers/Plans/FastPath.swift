import CallModel

/// Reads the usual spellings without the library, and leaves all others to it.
///
/// It must give what the library gives, so it answers only where that follows from the library's own rules:
/// 1. *Characters.* Only ASCII digits, space, `-`, `.`, `/`, `(`, `)`, no-break space, and at most one `+` before all digits.
///    Such a text holds no letter, extension, second number, parameter or withheld word; the library strips its ends,
///    finds it viable (three digits and more) and keeps the digits.
/// 2. *Prefixes.* A prefix pattern whose first alternative is plain digits takes these digits wherever they stand in front.
///    A pattern of which no match can begin with the number's first digit takes nothing. All else goes to the library.
/// 3. *Trunk prefix.* The library keeps it if the number fits the plan's general pattern with it but not without it. The
///    table has a literal only where the general pattern cannot begin with that digit, so that the first never holds.
///    It also keeps it where the rest has a length that is not possible, unless too long; that is done here.
/// 4. *Country calling code without `+`.* The library may take the region's own code off a national writing. It surely does
///    where the number is longer than the region allows, and never where it does not begin with the code; what lies
///    between is left to the library.
/// 5. *Possible.* The library looks at lengths only, by the main region of the country calling code, and the table has all
///    of them. Numbers of up to six digits may be internal, which needs the validation patterns and so the library,
///    unless there is no region. What is written with its country calling code, and not possible by the plan, is left to the
///    library too: it may be of a new length, or stand for a number that is kept back.
struct FastPath: Sendable {
    private let plans: DialPlans

    /// A fast path for the regions and country calling codes of `plans`.
    init(plans: DialPlans) {
        self.plans = plans
    }

    /// The maximum number of digits of a text that is read here: `00`, a country calling code and 15 digits, and one more.
    private static let capacity = 21
    /// The maximum number of bytes of a text that is read here; the library itself refuses what is longer than 250.
    private static let longestText = 200

    /// The reading of `text`; `nil` where the library must be asked.
    ///
    /// - Complexity: O(bytes), allocates nothing.
    @inline(__always)
    func read(_ text: UnsafeRawBufferPointer, region: Region?) -> NumberReading? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.capacity) { buffer in
            guard let scan = Self.scan(text, into: buffer) else { return nil }
            let digits = UnsafeBufferPointer(rebasing: buffer[..<scan.count])
            if scan.hasPlus { return self.international(digits) }
            // `-1` is no extension but a word for callers who keep their number back.
            guard let region else { return scan.beginsWithDash ? nil : self.withoutRegion(digits) }
            guard digits.count > 6, let home = self.plans.plan(of: region) else { return nil }
            return self.national(digits, home: home)
        }
    }

    /// The key of the digits of `text` as E.164 without its `+`, where that is another number than `first` and its length is
    /// possible; `nil` also for all writings that ``read(_:region:)`` leaves to the library.
    ///
    /// - Parameter first: The key of the text as a national writing. Where the text's digits don't end it, a prefix was taken off.
    func keyWithoutPlus(of text: UnsafeRawBufferPointer, besides first: NumberKey?) -> NumberKey? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.capacity) { buffer in
            guard let scan = Self.scan(text, into: buffer), !scan.hasPlus, (7...15).contains(scan.count) else { return nil }
            let digits = UnsafeBufferPointer(rebasing: buffer[..<scan.count])
            let (value, scale) = digits.reduce((UInt64(0), UInt64(1))) { ($0.0 * 10 + UInt64($1), $0.1 * 10) }
            if let first, first.isShort || first.rawValue == value || first.rawValue % scale != value { return nil }
            // A trunk prefix behind the country calling code is none of E.164.
            let key = NumberKey(e164Digits: value)
            return self.international(digits)?.key == key ? key : nil
        }
    }

    /// A writing without `+` in a known region.
    private func national(_ digits: UnsafeBufferPointer<UInt8>, home: DialPlan) -> NumberReading? {
        switch home.international.begins(digits) {
        case nil: return nil
        case true?:
            let rest = UnsafeBufferPointer(rebasing: digits[home.international.count...])
            // No country calling code begins with 0; there the library takes the prefix for something else.
            guard let first = rest.first, first != 0 else { return nil }
            return self.international(rest)
        case false?: break
        }
        if let rest = Self.after(home.countryCode, in: digits) {
            guard digits.count > home.longest, let stripped = Self.strip(home.trunk, from: rest),
                let main = self.plans.main(of: home.countryCode)
            else { return nil }
            return self.judge(stripped, by: main, main: main)
        }
        guard let main = home.isMain ? home : self.plans.main(of: home.countryCode) else { return nil }
        return self.judge(digits, by: home, main: main)
    }

    /// The reading of digits that stood behind `+` or the international prefix.
    private func international(_ digits: UnsafeBufferPointer<UInt8>) -> NumberReading? {
        guard digits.count > 3, digits[0] != 0 else { return nil }
        var countryCode = 0
        for length in 1...3 {
            countryCode = countryCode &* 10 &+ Int(digits[length &- 1])
            guard let main = self.plans.main(of: countryCode) else { continue }
            let reading = self.judge(UnsafeBufferPointer(rebasing: digits[length...]), by: main, main: main)
            if case .refused? = reading { return nil }
            return reading
        }
        return nil
    }

    /// The reading of a national number, by its trunk prefix and its length.
    ///
    /// - Parameters:
    ///   - plan: The plan whose trunk prefix and lengths decide what the national number is.
    ///   - main: The plan whose lengths decide whether it is possible.
    private func judge(_ digits: UnsafeBufferPointer<UInt8>, by plan: DialPlan, main: DialPlan) -> NumberReading? {
        guard let stripped = Self.strip(plan.trunk, from: digits) else { return nil }
        let fit = plan.fit(stripped.count)
        let national = fit == .possible || fit == .tooLong ? stripped : digits
        guard (2...DigitRun.capacity).contains(national.count) else { return nil }
        var run = DigitRun()
        for digit in national { run.append(digit) }
        switch main.fit(run.count) {
        case .possible: return .full(countryCode: main.countryCode, national: run, ext: nil)
        case .localOnly: return .short(run)
        case .tooLong, .impossible: return .refused(.invalidNumber)
        }
    }

    /// A writing without `+` and without a region.
    private func withoutRegion(_ digits: UnsafeBufferPointer<UInt8>) -> NumberReading? {
        guard digits.count <= 6 else { return .refused(.regionRequired) }
        guard digits[0] != 0 || digits.count == 1 else { return nil }
        var run = DigitRun()
        for digit in digits { run.append(digit) }
        return .short(run)
    }

    /// Copies the digits of `text` as values 0 to 9.
    ///
    /// - Returns: `nil` where there are none or too many, or anything but the characters of rule 1.
    @inline(__always)
    private static func scan(
        _ text: UnsafeRawBufferPointer, into digits: UnsafeMutableBufferPointer<UInt8>
    ) -> (count: Int, hasPlus: Bool, beginsWithDash: Bool)? {
        var count = 0
        var hasPlus = false
        var beginsWithDash = false
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
            case 0x20, 0x28, 0x29, 0x2E, 0x2F: break
            case 0x2D: if count == 0 { beginsWithDash = true }
            case 0x2B:
                guard !hasPlus, count == 0 else { return nil }
                hasPlus = true
            case 0xC2:
                guard place < text.count, text[place] == 0xA0 else { return nil }
                place &+= 1
            default: return nil
            }
        }
        return count == 0 ? nil : (count, hasPlus, beginsWithDash)
    }

    /// The digits behind the prefix, or all where there is none; `nil` where only the library can tell.
    @inline(__always)
    private static func strip(_ prefix: PlanPrefix, from digits: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        switch prefix.begins(digits) {
        case nil: nil
        case true?: UnsafeBufferPointer(rebasing: digits[prefix.count...])
        case false?: digits
        }
    }

    /// The digits behind the country calling code; `nil` where they don't begin with it.
    @inline(__always)
    private static func after(_ countryCode: Int, in digits: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        let length = countryCode < 10 ? 1 : countryCode < 100 ? 2 : 3
        guard digits.count >= length else { return nil }
        var value = 0
        for place in 0..<length { value = value &* 10 &+ Int(digits[place]) }
        return value == countryCode ? UnsafeBufferPointer(rebasing: digits[length...]) : nil
    }
}
