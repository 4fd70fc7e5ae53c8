import CCurl
import OutboundHTTP
import Testing

@testable import CurlTransport

@Suite("What libcurl's failures mean")
struct TransportErrorTests {
    @Test(
        "Each code a call can meet",
        arguments: [
            (CURLE_OPERATION_TIMEDOUT, .timeout, .timeout), (CURLE_COULDNT_RESOLVE_HOST, .dns, .dns),
            (CURLE_COULDNT_CONNECT, .connect, .connect),
            (CURLE_GOT_NOTHING, .connect, .malformed), (CURLE_SEND_ERROR, .connect, .malformed),
            (CURLE_RECV_ERROR, .connect, .malformed),
            (CURLE_HTTP2, .connect, .malformed), (CURLE_HTTP2_STREAM, .connect, .malformed),
            (CURLE_SSL_CONNECT_ERROR, .tls, .tls),
            (CURLE_PEER_FAILED_VERIFICATION, .tls, .tls), (CURLE_SSL_CACERT_BADFILE, .tls, .tls),
            (CURLE_SSL_CERTPROBLEM, .tls, .tls),
            (CURLE_UNSUPPORTED_PROTOCOL, .malformed, .malformed), (CURLE_WEIRD_SERVER_REPLY, .malformed, .malformed),
            (CURLE_PARTIAL_FILE, .malformed, .malformed), (CURLE_BAD_CONTENT_ENCODING, .malformed, .malformed),
            (CURLE_WRITE_ERROR, .malformed, .malformed), (CURLE_FILESIZE_EXCEEDED, .tooLarge, .tooLarge),
            (CURLE_OUT_OF_MEMORY, .tooLarge, .tooLarge),
            (CURLE_ABORTED_BY_CALLBACK, .cancelled, .cancelled), (CURLE_URL_MALFORMAT, .unusable, .malformed),
            (CURLE_BAD_FUNCTION_ARGUMENT, .unusable, .malformed), (CURLE_LOGIN_DENIED, .unusable, .malformed),
            (CURLE_FAILED_INIT, .unusable, .malformed),
        ] as [(CURLcode, TransportError, TransportError)])
    func table(code: CURLcode, before: TransportError, after: TransportError) {
        #expect(TransportError(code: code, answerBegan: false) == before)
        #expect(TransportError(code: code, answerBegan: true) == after)
    }

    @Test("No code is without a meaning", arguments: 1..<150)
    func allCodes(raw: Int) {
        // Also those of a later libcurl: whatever it is, a caller sees one of our few cases.
        let errors: Set<TransportError> = [.timeout, .connect, .tls, .dns, .tooLarge, .malformed, .cancelled, .unusable]
        #expect(errors.contains(TransportError(code: CURLcode(UInt32(raw)), answerBegan: false)))
    }
}
