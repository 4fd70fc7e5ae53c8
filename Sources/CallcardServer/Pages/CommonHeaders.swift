internal import HTTPTypes

/// The headers that every answer has. Made once, since every lookup passes here.
struct CommonHeaders: Sendable {
    /// The headers of the interface's own answers, which are no documents to show.
    let api: [HTTPField]
    /// The headers of pages and their assets; the content policy is each page's own.
    let page: [HTTPField]

    /// - Parameter isSecure: Whether browsers reach us by TLS; then they are told to come by TLS only, for a year (RFC 6797).
    init(isSecure: Bool) {
        let common =
            [HTTPField(name: .xContentTypeOptions, value: "nosniff")]
            + (isSecure ? [HTTPField(name: .strictTransportSecurity, value: "max-age=31536000")] : [])
        self.api =
            common + [HTTPField(name: .contentSecurityPolicy, value: "default-src 'none'; frame-ancestors 'none'")]
        self.page =
            common + [
                HTTPField(name: .referrerPolicy, value: "no-referrer"),
                HTTPField(name: .crossOriginOpenerPolicy, value: "same-origin"),
                HTTPField(name: .permissionsPolicy, value: Self.permissions),
            ]
    }

    /// Neither our pages nor what is embedded in them needs any of these.
    private static let permissions = [
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment",
        "publickey-credentials-get", "serial", "usb",
    ].map { "\($0)=()" }.joined(separator: ", ")
}

extension HTTPField.Name {
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
    static let crossOriginResourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy")!
    static let permissionsPolicy = HTTPField.Name("Permissions-Policy")!
}
