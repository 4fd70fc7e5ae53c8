internal import CCurl
internal import CallModel
internal import OutboundHTTP

extension Transfer {
    func set(_ option: CURLoption, _ value: Int) -> Bool { ccurl_set_long(self.easy, option, value) == CURLE_OK }
    func set(_ option: CURLoption, _ value: String?) -> Bool { ccurl_set_text(self.easy, option, value) == CURLE_OK }
    func set(pointer option: CURLoption, _ value: UnsafeRawPointer?) -> Bool {
        ccurl_set_pointer(self.easy, option, value) == CURLE_OK
    }

    /// Sets the options that keep a client safe from the servers that it calls. Cookies, HSTS and Alt-Svc are off unless
    /// asked for, and not asked for here.
    ///
    /// - Returns: `false` if libcurl refuses any of it; then the call must not be made.
    func setSafety(_ checked: CheckedCall, trust: TrustStore) -> Bool {
        let isSecure = checked.target.isSecure
        let scheme = isSecure ? "https" : "http"
        let numbers: [(CURLoption, Int)] = [
            // No SIGALRM for time-outs: signals have no place in a process with threads.
            (CURLOPT_NOSIGNAL, 1),
            // Never wait for threads of a name look-up that is still under way.
            (CURLOPT_QUICK_EXIT, 1),
            // A redirect is an answer like any other; nobody's credentials go where an answer points to.
            (CURLOPT_FOLLOWLOCATION, 0),
            (CURLOPT_MAXREDIRS, 0),
            // ~/.netrc of whoever runs the process is none of our business.
            (CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue)),
            // user:password@ in a URL is either a mistake or an attempt to disguise a host.
            (CURLOPT_DISALLOW_USERNAME_IN_URL, 1),
            // A headerless answer is no HTTP for anybody today.
            (CURLOPT_HTTP09_ALLOWED, 0),
            // Segments such as /../ go out as they were written.
            (CURLOPT_PATH_AS_IS, 1),
            // The defaults, spelt out: the certificate must be good, and for this host.
            (CURLOPT_SSL_VERIFYPEER, 1),
            (CURLOPT_SSL_VERIFYHOST, 2),
            (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            // HTTP/2 only where TLS negotiates it: 7.88 fails on reused connections of clear-text HTTP/2.
            (CURLOPT_HTTP_VERSION, isSecure ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1),
            // Rather wait for a connection under way that may carry many requests than open another.
            (CURLOPT_PIPEWAIT, isSecure ? 1 : 0),
            // A POST is never sent twice, so it takes no connection that the server may be about to close.
            (CURLOPT_MAXAGE_CONN, checked.isIdempotent ? 50 : 4),
            (CURLOPT_MAXLIFETIME_CONN, 300),
        ]
        let texts: [(CURLoption, String?)] = [
            (CURLOPT_PROTOCOLS_STR, scheme),
            (CURLOPT_REDIR_PROTOCOLS_STR, scheme),
            // Empty is "none", and keeps http_proxy and its kin in the environment from being read.
            (CURLOPT_PROXY, ""),
            // libcurl also knows br and zstd; see Framing for those who send them unasked.
            (CURLOPT_ACCEPT_ENCODING, "gzip, deflate"),
            // A folder is searched for the one issuer needed; parsing a bundle takes 30 ms for each connection.
            (CURLOPT_CAPATH, trust.folder),
            (CURLOPT_CAINFO, checked.call.destinations.authorities ?? trust.bundle),
        ]
        return numbers.allSatisfy { self.set($0, $1) } && texts.allSatisfy { self.set($0, $1) }
    }

    /// The request itself, and its limits.
    func setRequest(_ checked: CheckedCall, agent: String) -> Bool {
        let call = checked.call
        let left = max(.milliseconds(1), self.exchange.deadline - SteadyClock.now())
        guard self.set(CURLOPT_URL, call.url), self.set(CURLOPT_USERAGENT, agent), self.set(CURLOPT_CUSTOMREQUEST, call.method),
            self.set(CURLOPT_TIMEOUT_MS, Self.milliseconds(left)),
            self.set(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(min(left, call.limits.connect)))
        else { return false }

        // Without a value libcurl would take the line as "don't send"; a semicolon says "send it empty".
        var lines = call.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        if call.body != nil || call.method == "POST" || call.method == "PUT" || call.method == "PATCH" {
            let body = call.body ?? []
            // No waiting for "100 Continue", and no content type but the caller's own.
            lines.append("Expect:")
            if !call.headers.contains(where: { $0.name.lowercased() == "content-type" }) { lines.append("Content-Type:") }
            // Without a place for the body libcurl would read one from standard input.
            guard let place = self.keep(body: body), self.set(pointer: CURLOPT_POSTFIELDS, place),
                ccurl_set_size(self.easy, CURLOPT_POSTFIELDSIZE_LARGE, Int64(body.count)) == CURLE_OK
            else { return false }
        }
        guard !lines.isEmpty else { return true }
        guard let list = self.keep(lines) else { return false }
        return ccurl_set_list(self.easy, CURLOPT_HTTPHEADER, list) == CURLE_OK
    }

    /// Tells libcurl what the host's name stands for, so that it does not ask.
    ///
    /// - Parameter addresses: Not empty.
    func setAddresses(_ addresses: [[UInt8]], of target: RequestTarget) -> Bool {
        let texts = addresses.map { $0.count == 4 ? IPAddress.text($0) : "[\(IPAddress.text($0))]" }
        // The plus lets libcurl forget it again, 60 s later.
        guard let list = self.keep(["+\(target.host):\(target.port):\(texts.joined(separator: ","))"]) else { return false }
        return ccurl_set_list(self.easy, CURLOPT_RESOLVE, list) == CURLE_OK
    }

    /// Rounded up, so that libcurl never gives up before the call's own deadline; at least 1, since 0 means "for ever".
    private static func milliseconds(_ duration: Duration) -> Int {
        max(1, Int((duration.nanoseconds.addingReportingOverflow(999_999).partialValue) / 1_000_000))
    }
}
