// A typed face of libcurl for Swift, which cannot call variadic C functions.
//
// One wrapper for each type of value that an option takes; the parentheses around the functions' names keep
// libcurl's type-checking macros out, since the option is no constant here.
#ifndef CALLCARD_CCURL_H
#define CALLCARD_CCURL_H

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#pragma clang assume_nonnull begin

/// Makes libcurl ready, once in a process and before any other thread uses it. Memory that libcurl gives back is wiped.
CURLcode ccurl_global_init(void);

/// Wipes a block of `malloc` and gives it back.
void ccurl_free(void *_Nullable block);

/// What the build of libcurl at hand offers, and where it looks for certificates.
const curl_version_info_data *ccurl_version(void);

/// Names the calling thread, in at most 15 bytes; glibc shows its function to C only.
void ccurl_name_thread(const char *name);

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_set_size(CURL *easy, CURLoption option, int64_t value) {
    return (curl_easy_setopt)(easy, option, (curl_off_t)value);
}

/// libcurl copies the text, except for `CURLOPT_POSTFIELDS`.
static inline CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *_Nullable value) {
    return (curl_easy_setopt)(easy, option, value);
}

/// For `…DATA` options and `CURLOPT_POSTFIELDS`; what it points to must outlive the transfer.
static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, const void *_Nullable value) {
    return (curl_easy_setopt)(easy, option, value);
}

/// The list must outlive the transfer.
static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *_Nullable value) {
    return (curl_easy_setopt)(easy, option, value);
}

/// For `CURLOPT_WRITEFUNCTION` and `CURLOPT_HEADERFUNCTION`.
static inline CURLcode ccurl_set_receiver(CURL *easy, CURLoption option, curl_write_callback value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_set_opensocket(CURL *easy, curl_opensocket_callback value) {
    return (curl_easy_setopt)(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}

static inline CURLcode ccurl_set_prereq(CURL *easy, curl_prereq_callback value) {
    return (curl_easy_setopt)(easy, CURLOPT_PREREQFUNCTION, value);
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return (curl_multi_setopt)(multi, option, value);
}

/// What `CURLOPT_PRIVATE` was set to.
static inline void *_Nullable ccurl_private(CURL *easy) {
    char *value = NULL;
    (curl_easy_getinfo)(easy, CURLINFO_PRIVATE, &value);
    return value;
}

/// The result in a message of `curl_multi_info_read`; Swift does not see into the union.
static inline CURLcode ccurl_message_result(const CURLMsg *message) {
    return message->data.result;
}

/// Copies the address that libcurl is about to connect to, in network order.
///
/// - Returns: 4 or 16, or 0 for a family that is neither IPv4 nor IPv6.
static inline int ccurl_address(const struct curl_sockaddr *target, uint8_t out[_Nonnull 16]) {
    if (target->family == AF_INET && target->addrlen >= sizeof(struct sockaddr_in)) {
        memcpy(out, &((const struct sockaddr_in *)(const void *)&target->addr)->sin_addr, 4);
        return 4;
    }
    if (target->family == AF_INET6 && target->addrlen >= sizeof(struct sockaddr_in6)) {
        memcpy(out, &((const struct sockaddr_in6 *)(const void *)&target->addr)->sin6_addr, 16);
        return 16;
    }
    return 0;
}

#pragma clang assume_nonnull end

#endif
