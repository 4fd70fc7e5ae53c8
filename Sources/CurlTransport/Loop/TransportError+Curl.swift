internal import CCurl
internal import OutboundHTTP

extension TransportError {
    /// The transport's error for a failure of libcurl.
    ///
    /// - Parameters:
    ///   - code: Any but `CURLE_OK`.
    ///   - answerBegan: Whether a byte of an answer had come. Codes that libcurl uses for a lost connection mean a broken answer
    ///     from then on.
    init(code: CURLcode, answerBegan: Bool) {
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            self = .timeout
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            self = .dns
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED, CURLE_NO_CONNECTION_AVAILABLE:
            self = .connect
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_SEND_FAIL_REWIND, CURLE_HTTP2, CURLE_HTTP2_STREAM,
            CURLE_AGAIN:
            self = answerBegan ? .malformed : .connect
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CLIENTCERT, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_SHUTDOWN_FAILED, CURLE_USE_SSL_FAILED:
            self = .tls
        // The scheme was checked before: what libcurl calls an unsupported protocol from there on is an HTTP/0.9 answer.
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_PARTIAL_FILE, CURLE_BAD_CONTENT_ENCODING,
            CURLE_HTTP_RETURNED_ERROR, CURLE_RANGE_ERROR, CURLE_WRITE_ERROR, CURLE_CHUNK_FAILED, CURLE_TOO_MANY_REDIRECTS,
            CURLE_HTTP3, CURLE_QUIC_CONNECT_ERROR:
            self = .malformed
        // Out of memory is how 7.88 calls a header line over 100 kB that never ends.
        case CURLE_FILESIZE_EXCEEDED:
            self = .tooLarge
        case CURLE_OUT_OF_MEMORY:
            self = .tooLarge
        case CURLE_ABORTED_BY_CALLBACK:
            self = .cancelled
        default:
            self = answerBegan ? .malformed : .unusable
        }
    }
}
