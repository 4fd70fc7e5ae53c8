#include "CPhoneNumber.h"

#include <cstring>
#include <string>

#include <phonenumbers/geocoding/phonenumber_offline_geocoder.h>
#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumbermatch.h>
#include <phonenumbers/phonenumbermatcher.h>
#include <phonenumbers/phonenumberutil.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberMatch;
using i18n::phonenumbers::PhoneNumberMatcher;
using i18n::phonenumbers::PhoneNumberOfflineGeocoder;
using i18n::phonenumbers::PhoneNumberUtil;

namespace {

// The library's one instance, its logger replaced before anything is parsed.
PhoneNumberUtil &library() {
    static PhoneNumberUtil *instance = [] {
        PhoneNumberUtil *made = PhoneNumberUtil::GetInstance();
        made->SetLogger(new i18n::phonenumbers::NullLogger());
        return made;
    }();
    return *instance;
}

// Kept to the end of the process: other threads may still be asking when static objects are destroyed.
const PhoneNumberOfflineGeocoder &geocoder() {
    static const PhoneNumberOfflineGeocoder *instance = new PhoneNumberOfflineGeocoder();
    return *instance;
}

const icu::Locale &english() {
    static const icu::Locale *locale = new icu::Locale("en");
    return *locale;
}

std::string name(cpn_region region) {
    return region.code[0] == 0 ? std::string("ZZ") : std::string(region.code, 2);
}

// Broken UTF-8, control characters and noncharacters stand in no number; the library's regular expressions never see them.
bool isPlainText(const char *text, size_t length) {
    const auto *bytes = reinterpret_cast<const uint8_t *>(text);
    for (int32_t place = 0, end = static_cast<int32_t>(length); place < end;) {
        UChar32 character;
        U8_NEXT(bytes, place, end, character);
        if (character < 0) return false;
        const bool isControl = character < 0x20 ? character != '\t' && character != '\n' && character != '\r'
                                                : character >= 0x7F && character < 0xA0;
        if (isControl || U_IS_UNICODE_NONCHAR(character)) return false;
    }
    return true;
}

bool isPunctuation(UChar32 character) {
    switch (character) {
        case '.': case '/': case '(': case ')': case '[': case ']':
        case 0xFF0E: case 0xFF0F: case 0xFF08: case 0xFF09: case 0xFF3B: case 0xFF3D: return true;
        default: break;
    }
    if (character < 0) return false;
    const int8_t type = u_charType(character);
    return type == U_SPACE_SEPARATOR || type == U_DASH_PUNCTUATION || type == U_FORMAT_CHAR || u_isUWhiteSpace(character) != 0;
}

void make(int32_t country_code, const char *national, size_t length, PhoneNumber *number) {
    uint64_t value = 0;
    size_t zeros = 0;
    for (size_t place = 0; place < length; ++place) {
        if (value == 0 && national[place] == '0' && place + 1 < length) ++zeros;
        value = value * 10 + static_cast<uint64_t>(national[place] - '0');
    }
    number->set_country_code(country_code);
    number->set_national_number(value);
    if (zeros > 0) {
        number->set_italian_leading_zero(true);
        if (zeros > 1) number->set_number_of_leading_zeros(static_cast<int32_t>(zeros));
    }
}

void fill(const std::string &text, cpn_text *out) {
    size_t length = text.size();
    if (length > CPN_TEXT_CAPACITY) {
        length = CPN_TEXT_CAPACITY;
        while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) --length;
    }
    out->length = static_cast<uint8_t>(length);
    std::memcpy(out->bytes, text.data(), length);
}

cpn_possibility possibility(const PhoneNumber &number) {
    switch (library().IsPossibleNumberWithReason(number)) {
        case PhoneNumberUtil::IS_POSSIBLE: return CPN_POSSIBLE;
        case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY: return CPN_LOCAL_ONLY;
        default: return CPN_IMPOSSIBLE;
    }
}

cpn_status status(PhoneNumberUtil::ErrorType error) {
    switch (error) {
        case PhoneNumberUtil::NO_PARSING_ERROR: return CPN_PARSED;
        case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR: return CPN_NO_COUNTRY;
        case PhoneNumberUtil::NOT_A_NUMBER: return CPN_NOT_A_NUMBER;
        case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
        case PhoneNumberUtil::TOO_SHORT_NSN: return CPN_TOO_SHORT;
        case PhoneNumberUtil::TOO_LONG_NSN: return CPN_TOO_LONG;
    }
    return CPN_FAILED;
}

cpn_source source(PhoneNumber::CountryCodeSource source) {
    switch (source) {
        case PhoneNumber::FROM_NUMBER_WITH_PLUS_SIGN: return CPN_WITH_PLUS;
        case PhoneNumber::FROM_NUMBER_WITH_IDD: return CPN_WITH_PREFIX;
        case PhoneNumber::FROM_NUMBER_WITHOUT_PLUS_SIGN: return CPN_WITHOUT_PLUS;
        default: return CPN_NATIONAL;
    }
}

cpn_type type(PhoneNumberUtil::PhoneNumberType type) {
    switch (type) {
        case PhoneNumberUtil::FIXED_LINE: return CPN_FIXED_LINE;
        case PhoneNumberUtil::MOBILE: return CPN_MOBILE;
        case PhoneNumberUtil::FIXED_LINE_OR_MOBILE: return CPN_FIXED_LINE_OR_MOBILE;
        case PhoneNumberUtil::TOLL_FREE: return CPN_TOLL_FREE;
        case PhoneNumberUtil::PREMIUM_RATE: return CPN_PREMIUM_RATE;
        case PhoneNumberUtil::SHARED_COST: return CPN_SHARED_COST;
        case PhoneNumberUtil::VOIP: return CPN_VOIP;
        case PhoneNumberUtil::PERSONAL_NUMBER: return CPN_PERSONAL;
        case PhoneNumberUtil::PAGER: return CPN_PAGER;
        case PhoneNumberUtil::UAN: return CPN_UAN;
        case PhoneNumberUtil::VOICEMAIL: return CPN_VOICEMAIL;
        case PhoneNumberUtil::UNKNOWN: return CPN_UNKNOWN;
    }
    return CPN_UNKNOWN;
}

cpn_plan plan(const PhoneNumber &number, PhoneNumberUtil::PhoneNumberType *library_type) {
    std::string region;
    library().GetRegionCodeForNumber(number, &region);
    *library_type = library().GetNumberType(number);
    cpn_plan made = {type(*library_type), {{0, 0}}};
    if (region.size() == 2 && region != "ZZ") std::memcpy(made.region.code, region.data(), 2);
    return made;
}

// The geocoder's GetDescriptionForNumber, less its second look at the number's type.
std::string place(const PhoneNumber &number, PhoneNumberUtil::PhoneNumberType type) {
    if (type == PhoneNumberUtil::UNKNOWN) return std::string();
    if (library().IsNumberGeographical(type, number.country_code())) {
        return geocoder().GetDescriptionForValidNumber(number, english());
    }
    return geocoder().GetDescriptionForNumber(number, english());
}

// False where a part does not fit, which no number of any plan does.
bool fill(const PhoneNumber &number, cpn_match *out) {
    std::string national;
    library().GetNationalSignificantNumber(number, &national);
    std::string extension = number.extension();
    library().NormalizeDigitsOnly(&extension);
    if (national.size() > sizeof out->national || extension.size() > sizeof out->extension) return false;
    out->possibility = possibility(number);
    out->country_code = number.country_code();
    out->national_length = static_cast<uint8_t>(national.size());
    std::memcpy(out->national, national.data(), national.size());
    out->extension_length = static_cast<uint8_t>(extension.size());
    std::memcpy(out->extension, extension.data(), extension.size());
    return true;
}

}  // namespace

void cpn_parse(const char *text, size_t length, cpn_region region, cpn_number *out) {
    std::memset(out, 0, sizeof *out);
    out->status = CPN_FAILED;
    try {
        if (!isPlainText(text, length)) return;
        PhoneNumber number;
        const cpn_status parsed =
            status(library().ParseAndKeepRawInput(length > 0 ? std::string(text, length) : std::string(), name(region), &number));
        std::string national;
        std::string extension;
        if (parsed == CPN_PARSED) {
            library().GetNationalSignificantNumber(number, &national);
            extension = number.extension();
            library().NormalizeDigitsOnly(&extension);
            if (national.size() > sizeof out->national || extension.size() > sizeof out->extension) return;
            out->source = source(number.country_code_source());
            out->country_code = number.country_code();
            out->possibility = possibility(number);
            out->national_length = static_cast<uint8_t>(national.size());
            std::memcpy(out->national, national.data(), national.size());
            out->extension_length = static_cast<uint8_t>(extension.size());
            std::memcpy(out->extension, extension.data(), extension.size());
        }
        out->status = parsed;
    } catch (...) {
        out->status = CPN_FAILED;
    }
}

int32_t cpn_find(const char *text, size_t length, cpn_region region, cpn_leniency leniency, cpn_match *out, size_t capacity) {
    try {
        if (length == 0) return 0;
        if (length > CPN_FIND_LIMIT || !isPlainText(text, length)) return -1;
        PhoneNumberMatcher matcher(
            library(), std::string(text, length), name(region),
            leniency == CPN_FIND_VALID ? PhoneNumberMatcher::VALID : PhoneNumberMatcher::POSSIBLE, static_cast<int>(length));
        size_t count = 0;
        PhoneNumberMatch match;
        while (count < capacity && matcher.HasNext() && matcher.Next(&match)) {
            cpn_match *found = out + count;
            std::memset(found, 0, sizeof *found);
            if (match.start() < 0 || match.end() < match.start() || static_cast<size_t>(match.end()) > length) return -1;
            if (!fill(match.number(), found)) continue;
            found->start = static_cast<uint32_t>(match.start());
            found->end = static_cast<uint32_t>(match.end());
            ++count;
        }
        return static_cast<int32_t>(count);
    } catch (...) {
        return -1;
    }
}

int cpn_is_valid(int32_t country_code, const char *national, size_t length) {
    try {
        PhoneNumber number;
        make(country_code, national, length, &number);
        return library().IsValidNumber(number) ? 1 : 0;
    } catch (...) {
        return 0;
    }
}

cpn_possibility cpn_possible(int32_t country_code, const char *national, size_t length) {
    try {
        PhoneNumber number;
        make(country_code, national, length, &number);
        return possibility(number);
    } catch (...) {
        return CPN_IMPOSSIBLE;
    }
}

int cpn_plan_of(int32_t country_code, const char *national, size_t length, cpn_plan *out) {
    try {
        PhoneNumber number;
        make(country_code, national, length, &number);
        PhoneNumberUtil::PhoneNumberType type;
        *out = plan(number, &type);
        return 1;
    } catch (...) {
        return 0;
    }
}

int cpn_describe(int32_t country_code, const char *national, size_t length, cpn_description *out) {
    try {
        PhoneNumber number;
        make(country_code, national, length, &number);
        PhoneNumberUtil::PhoneNumberType type;
        const cpn_plan known = plan(number, &type);
        std::string at_home;
        std::string abroad;
        library().Format(number, PhoneNumberUtil::NATIONAL, &at_home);
        library().Format(number, PhoneNumberUtil::INTERNATIONAL, &abroad);
        const std::string where = place(number, type);
        out->plan = known;
        fill(at_home, &out->national);
        fill(abroad, &out->international);
        fill(where, &out->place);
        return 1;
    } catch (...) {
        return 0;
    }
}

cpn_scan cpn_digits(const char *text, size_t length, char *out, size_t capacity) {
    const auto *bytes = reinterpret_cast<const uint8_t *>(text);
    cpn_scan scan = {0, 0, 1};
    for (int32_t place = 0, end = static_cast<int32_t>(length); place < end;) {
        UChar32 character;
        U8_NEXT(bytes, place, end, character);
        const int32_t digit = character < 0 ? -1 : u_charDigitValue(character);
        if (digit >= 0) {
            if (scan.digits < capacity) out[scan.digits] = static_cast<char>('0' + digit);
            ++scan.digits;
            continue;
        }
        if (scan.digits == 0 && (character == '+' || character == 0xFF0B)) scan.has_plus = 1;
        if (!isPunctuation(character)) scan.is_plain = 0;
    }
    return scan;
}

int32_t cpn_country_code(cpn_region region) {
    try {
        return library().GetCountryCodeForRegion(name(region));
    } catch (...) {
        return 0;
    }
}

int cpn_is_country_code(int32_t country_code) {
    try {
        std::string region;
        library().GetRegionCodeForCountryCode(country_code, &region);
        return region != "ZZ" ? 1 : 0;
    } catch (...) {
        return 0;
    }
}

size_t cpn_trunk_prefix(cpn_region region, char *out, size_t capacity) {
    try {
        std::string prefix;
        library().GetNddPrefixForRegion(name(region), true, &prefix);
        if (prefix.size() > capacity) return 0;
        std::memcpy(out, prefix.data(), prefix.size());
        return prefix.size();
    } catch (...) {
        return 0;
    }
}

int cpn_warm_up(void) {
    cpn_number number;
    cpn_description description;
    static const char example[] = "+493023125000";
    cpn_parse(example, sizeof example - 1, cpn_region{{0, 0}}, &number);
    if (number.status != CPN_PARSED) return 0;
    return cpn_describe(number.country_code, number.national, number.national_length, &description);
}
