internal import CCurl

extension Transfer {
    /// Has libcurl call us. It gets an unretained pointer: the loop holds the transfer until libcurl has let go of its handle.
    func setCallbacks() -> Bool {
        let this = Unmanaged.passUnretained(self).toOpaque()
        return self.set(pointer: CURLOPT_PRIVATE, this)
            && self.set(pointer: CURLOPT_HEADERDATA, this)
            && self.set(pointer: CURLOPT_WRITEDATA, this)
            && self.set(pointer: CURLOPT_OPENSOCKETDATA, this)
            && self.set(pointer: CURLOPT_PREREQDATA, this)
            && ccurl_set_receiver(self.easy, CURLOPT_HEADERFUNCTION, Self.onHeader) == CURLE_OK
            && ccurl_set_receiver(self.easy, CURLOPT_WRITEFUNCTION, Self.onBody) == CURLE_OK
            && ccurl_set_opensocket(self.easy, Self.onOpenSocket) == CURLE_OK
            && ccurl_set_prereq(self.easy, Self.onRequest) == CURLE_OK
    }

    /// The transfer that `pointer` was made from in ``setCallbacks()``.
    static func from(_ pointer: UnsafeMutableRawPointer) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(pointer).takeUnretainedValue()
    }

    private static let onHeader: curl_write_callback = { bytes, size, count, this in
        guard let bytes, let this else { return 0 }
        let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
        // Any other number than was offered ends the transfer; the size is never 0 here.
        return Transfer.from(this).take(line: line) ? line.count : 0
    }

    private static let onBody: curl_write_callback = { bytes, size, count, this in
        guard let bytes, let this else { return 0 }
        let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return Transfer.from(this).take(body: piece) ? piece.count : 0
    }

    private static let onOpenSocket: curl_opensocket_callback = { this, _, target in
        guard let this, let target else { return CURL_SOCKET_BAD }
        return Transfer.from(this).openSocket(target)
    }

    private static let onRequest: curl_prereq_callback = { this, address, _, _, _ in
        guard let this, let address, Transfer.from(this).mayRequest(on: address) else { return CURL_PREREQFUNC_ABORT }
        return CURL_PREREQFUNC_OK
    }
}
