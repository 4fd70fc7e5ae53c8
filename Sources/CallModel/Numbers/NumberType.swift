/// What a number is used for, by its numbering plan. Raw values are the contract's words.
public enum NumberType: String, Hashable, Sendable, CaseIterable {
    case fixedLine, mobile, fixedLineOrMobile, tollFree, premiumRate, sharedCost, voip, personal, pager, uan, voicemail, unknown
}
