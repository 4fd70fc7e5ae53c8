#ifndef CPHONENUMBER_H
#define CPHONENUMBER_H

#include <stddef.h>
#include <stdint.h>

// A C face over libphonenumber and libgeocoding, here because Swift's own C++ interoperability does not survive their headers.
//
// All functions may be called from any thread at any time. They write into the caller's buffers and hand over no allocation.
// No C++ exception leaves them; what the library would log is dropped, since it may repeat the number.

#ifdef __cplusplus
extern "C" {
#endif

// Two upper-case letters, or two NULs for "no region".
typedef struct {
    char code[2];
} cpn_region;

typedef enum {
    CPN_PARSED = 0,
    // Not written like a number.
    CPN_NOT_A_NUMBER = 1,
    // An unknown country calling code, or a national writing and no region that the library knows.
    CPN_NO_COUNTRY = 2,
    // An international prefix with too little behind it, or fewer than two digits.
    CPN_TOO_SHORT = 3,
    CPN_TOO_LONG = 4,
    // Out of memory, or bytes that the library must not see.
    CPN_FAILED = 5,
} cpn_status;

typedef enum {
    CPN_NATIONAL = 0,
    CPN_WITH_PLUS = 1,
    // The region's international prefix, such as 00.
    CPN_WITH_PREFIX = 2,
    // The country calling code with nothing before it.
    CPN_WITHOUT_PLUS = 3,
} cpn_source;

typedef enum {
    CPN_POSSIBLE = 0,
    // Complete only within its own area.
    CPN_LOCAL_ONLY = 1,
    CPN_IMPOSSIBLE = 2,
} cpn_possibility;

typedef struct {
    cpn_status status;
    // The following hold only where status is CPN_PARSED.
    cpn_source source;
    cpn_possibility possibility;
    // 1-999.
    int32_t country_code;
    // National significant number, leading zeros included: ASCII digits, 2-17 of them.
    uint8_t national_length;
    char national[20];
    // ASCII digits, 0-20 of them.
    uint8_t extension_length;
    char extension[24];
} cpn_number;

// Reads `text` (UTF-8) as the library does. Bytes that are no UTF-8, and control characters, give CPN_FAILED.
void cpn_parse(const char *text, size_t length, cpn_region region, cpn_number *out);

// How sure the library is to be of a number that it finds in a text.
typedef enum {
    // Its length is one of its plan's.
    CPN_FIND_POSSIBLE = 0,
    // Its plan knows it, and it has the trunk prefix that its country writes.
    CPN_FIND_VALID = 1,
} cpn_leniency;

typedef struct {
    // Byte offsets into the text, the second behind the last byte of the number.
    uint32_t start;
    uint32_t end;
    // The following as in cpn_number.
    cpn_possibility possibility;
    int32_t country_code;
    uint8_t national_length;
    char national[20];
    uint8_t extension_length;
    char extension[24];
} cpn_match;

enum { CPN_FIND_LIMIT = 2048 };

// Finds the numbers in `text` (UTF-8), in their order, as the library's PhoneNumberMatcher does: at most `capacity` of them.
//
// Returns how many were written; -1 where the library failed, or for bytes that it must not see: those that are no UTF-8,
// control characters, NUL, and texts of more than CPN_FIND_LIMIT bytes, since its patterns are slow on long ones.
int32_t cpn_find(const char *text, size_t length, cpn_region region, cpn_leniency leniency, cpn_match *out, size_t capacity);

// Whether the numbering plan knows the number.
int cpn_is_valid(int32_t country_code, const char *national, size_t length);

// What libphonenumber says of a number's length.
cpn_possibility cpn_possible(int32_t country_code, const char *national, size_t length);

enum { CPN_TEXT_CAPACITY = 128 };

typedef struct {
    uint8_t length;
    char bytes[CPN_TEXT_CAPACITY];
} cpn_text;

// Place of PhoneNumberUtil::PhoneNumberType; CPN_UNKNOWN means that the number is not valid.
typedef enum {
    CPN_FIXED_LINE, CPN_MOBILE, CPN_FIXED_LINE_OR_MOBILE, CPN_TOLL_FREE, CPN_PREMIUM_RATE, CPN_SHARED_COST, CPN_VOIP,
    CPN_PERSONAL, CPN_PAGER, CPN_UAN, CPN_VOICEMAIL, CPN_UNKNOWN,
} cpn_type;

typedef struct {
    cpn_type type;
    // NULs for numbers of no region or of one that is not known.
    cpn_region region;
} cpn_plan;

typedef struct {
    cpn_plan plan;
    cpn_text international;
    cpn_text national;
    // English; empty where the geocoder knows no place. Cut at a character where it would not fit.
    cpn_text place;
} cpn_description;

// Region and type. False, with nothing written, where the library failed.
int cpn_plan_of(int32_t country_code, const char *national, size_t length, cpn_plan *out);

// Everything that people are shown. False, with nothing written, where the library failed.
int cpn_describe(int32_t country_code, const char *national, size_t length, cpn_description *out);

typedef struct {
    // Decimal digits of any script, however many were copied.
    size_t digits;
    // A plus sign stands before the first of them.
    int has_plus;
    // All else is punctuation and space as people write it in numbers; no letter, star or hash.
    int is_plain;
} cpn_scan;

// Copies the decimal digits of `text`, of any script, as ASCII, up to `capacity`.
cpn_scan cpn_digits(const char *text, size_t length, char *out, size_t capacity);

// The region's country calling code; 0 where the library does not know the region.
int32_t cpn_country_code(cpn_region region);

// Whether a region or service has this country calling code.
int cpn_is_country_code(int32_t country_code);

// The region's trunk prefix, such as 0; returns its length, 0 for none.
size_t cpn_trunk_prefix(cpn_region region, char *out, size_t capacity);

// Loads what the first calls would load. Returns false where the library does not work.
int cpn_warm_up(void);

#ifdef __cplusplus
}
#endif

#endif
