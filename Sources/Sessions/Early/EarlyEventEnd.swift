/// Why an event that waited for its call was dropped. Raw values are labels of a metric.
package enum EarlyEventEnd: String, Hashable, Sendable, CaseIterable {
    /// Nobody named its call in time.
    case late
    /// Its credential has more of them than its share.
    case share
    /// Its credential does not reach the call's service.
    case scope
    /// It does not fit the call.
    case unfit
}
